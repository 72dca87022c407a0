import { useTranslations } from "next-intl";
import { useFindingWords } from "@/components/switches/health-words.tsx";
import { newInUse } from "@/components/switches/modules.ts";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { type OnCallState, sheetHref } from "./modules.ts";
import styles from "./oncall.module.css";
import { PlaceName } from "./recent.tsx";

/** The rest is found by its name. */
const MOST_SHOWN = 15;

type Props = { states: readonly OnCallState[]; sought: string; named: boolean };

/** Modules that have left the old system nowhere, each once however many environments there are. */
function countAtRest(states: readonly OnCallState[]): number {
  const keyOf = ({ place, module }: OnCallState) => `${place.project.key} ${module.key}`;
  const moved = new Set(states.filter(({ switches }) => newInUse(switches)).map(keyOf));
  return new Set(states.map(keyOf).filter((key) => !moved.has(key))).size;
}

/** Modules without a card, in one line each; they can be rolled back all the same. */
export function OtherModules({ states, sought, named }: Props) {
  const t = useTranslations("oncall");
  const words = useTranslations("words");
  const say = useFindingWords();
  const format = useFormat();
  const moved = states.filter(({ switches }) => newInUse(switches));
  const more = moved.length - MOST_SHOWN;
  const atRest = countAtRest(states);
  return (
    <>
      {atRest > 0 && <p className={styles.line}>{t("atRest", { count: atRest })}</p>}
      <ul className={styles.others} aria-label={t("others")}>
        {moved.slice(0, MOST_SHOWN).map(({ place, module, health }) => (
          <li key={`${place.project.key} ${place.environment.key} ${module.key}`}>
            <div>
              <b>{module.key}</b> {named && <PlaceName place={place} />}
              <span className={styles.line}>{format.clauses(health.findings.map(say))}</span>
            </div>
            <Health state={health.state}>{words(`health.${health.state}`)}</Health>
            <a className="btn back-quiet" href={sheetHref(place, module.key)} aria-label={t("rollBack", { name: module.key })}>
              {t("changes.backShort")}
            </a>
          </li>
        ))}
      </ul>
      {(more > 0 || sought !== "") && (
        <form action="/oncall" className={styles.find}>
          {more > 0 && <p className={styles.line}>{t("more", { count: more })}</p>}
          <input className="input" type="search" name="q" defaultValue={sought} aria-label={t("find")} placeholder={t("find")} />
          <button type="submit" className="btn">
            {t("find")}
          </button>
        </form>
      )}
    </>
  );
}
