import { useTranslations } from "next-intl";
import { AxisView } from "@/components/switches/axis.tsx";
import { useFindingWords } from "@/components/switches/health-words.tsx";
import { listOf } from "@/components/switches/modules.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { type OnCallState, STRAIGHT, sheetHref } from "./modules.ts";
import styles from "./oncall.module.css";
import { PlaceName } from "./recent.tsx";

type Props = { state: OnCallState; named: boolean; now: number };

/** A module that needs somebody: where it stands, the numbers that fired, its owner, and the way back. */
export function ModuleCard({ state, named, now }: Props) {
  const { place, module, switches, health, takenBack } = state;
  const t = useTranslations("oncall");
  const words = useTranslations("words");
  const axes = useSwitchWords();
  const say = useFindingWords();
  const format = useFormat();
  const bad = health.state === "bad";
  const views = listOf(switches);
  return (
    <article className={styles.card}>
      <header>
        <h3>
          <a className="name" href={`/p/${place.project.key}/m/${module.key}?environment=${place.environment.key}`}>
            {module.key}
          </a>
        </h3>
        <Health state={health.state}>{words(`health.${health.state}`)}</Health>
      </header>
      {named && <PlaceName place={place} />}
      <ul className={styles.fired}>
        {health.findings.map((finding) => (
          <li key={finding.rule} className={finding.level === "bad" ? "c-bad" : undefined}>
            {say(finding)}
          </li>
        ))}
        {takenBack && (
          <li>{t("headline.takenBack", { change: axes.change(takenBack), ago: format.ago(Date.parse(takenBack.at), now) })}</li>
        )}
        {module.owner && <li className="dim">{t("owner", { name: module.owner })}</li>}
      </ul>
      <ul className={styles.axes}>
        {views.map((view) => (
          <li key={view.key}>
            <span className="mute">{axes.axis(view.axis)}</span>
            <AxisView view={view} />
          </li>
        ))}
      </ul>
      <a className={`btn big ${bad ? "back" : "back-line"}`} href={sheetHref(place, module.key, takenBack ? STRAIGHT : {})}>
        <Icon name="back" />
        {t(takenBack ? "rollBackStraight" : "rollBack", { name: module.key })}
      </a>
    </article>
  );
}
