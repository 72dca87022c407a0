import { useTranslations } from "next-intl";
import { useFindingWords } from "@/components/switches/health-words.tsx";
import { newInUse } from "@/components/switches/modules.ts";
import { Health } from "@/components/ui/mark.tsx";
import { type OnCallState, sheetHref } from "./modules.ts";
import styles from "./oncall.module.css";
import { PlaceName } from "./recent.tsx";

/** Modules nothing fired for, in one line each; they can be rolled back all the same. */
export function OtherModules({ states, named }: { states: readonly OnCallState[]; named: boolean }) {
  const t = useTranslations("oncall");
  const words = useTranslations("words");
  const say = useFindingWords();
  const moved = states.filter(({ switches }) => newInUse(switches));
  return (
    <>
      {states.length > moved.length && <p className={styles.line}>{t("atRest", { count: states.length - moved.length })}</p>}
      <ul className={styles.others} aria-label={t("others")}>
        {moved.map(({ place, module, health }) => (
          <li key={`${place.project.key} ${place.environment.key} ${module.key}`}>
            <div>
              <b>{module.key}</b> {named && <PlaceName place={place} />}
              <span className={styles.line}>{health.findings.map(say).join("; ")}</span>
            </div>
            <Health state={health.state}>{words(`health.${health.state}`)}</Health>
            <a className="btn back-quiet" href={sheetHref(place, module.key)} aria-label={t("rollBack", { name: module.key })}>
              {t("changes.backShort")}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
