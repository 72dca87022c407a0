import { useTranslations } from "next-intl";
import { HealthText } from "@/components/switches/health-words.tsx";
import { listOf, type ModuleSwitches, newInUse } from "@/components/switches/modules.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { isUrgent, type ModuleHealth } from "@/lib/core/health/module-health.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import { STRAIGHT, sheetHref, type Where } from "./modules.ts";
import styles from "./oncall.module.css";
import { PlanLine } from "./running.tsx";

/** Instances waited for that are named. */
const MOST_NAMED = 10;

type Props = {
  place: Where;
  module: string;
  switches: ModuleSwitches;
  stored: readonly ChangeView[];
  /** How the module has done since. */
  health: ModuleHealth;
};

/** After the form: what is stored, on how many instances it is in effect, what still waits for whom, and whether it helped. */
export function Outcome({ place, module, switches, stored, health }: Props) {
  const t = useTranslations("oncall");
  const tWords = useTranslations("words");
  const words = useSwitchWords();
  const format = useFormat();
  const views = listOf(switches);
  const plans = [...new Map(views.flatMap((view) => view.plans.map((plan) => [plan.id, plan] as const))).values()];
  const moved = views.filter(({ key }) => stored.some((change) => change.switch === key));
  return (
    <section className={styles.sheet}>
      <div data-live="outcome" role="status">
        <h1 className={styles.title}>
          {stored.length > 0 ? t("outcome.stored", { name: module }) : t("outcome.waiting", { name: module })}
        </h1>
        <p className="dim">
          {place.project.name} · {place.environment.name}
        </p>
        <ul className="told">
          {stored.map((change) => (
            <li key={`${change.switch} ${change.version}`}>
              <Mark state="ok" />
              <span>
                {t("outcome.change", {
                  change: words.change(change),
                  version: change.version,
                  time: format.time(change.at),
                  name: change.actor.name,
                })}
              </span>
            </li>
          ))}
          {moved.map(({ key, axis, propagation: { applied, of, waiting } }) => (
            <li key={key}>
              <Mark state={of === 0 ? "unknown" : applied === of ? "ok" : "watch"} />
              <span>
                {of === 0
                  ? t("outcome.noInstance", { axis: words.axis(axis) })
                  : t("outcome.effect", { axis: words.axis(axis), applied, of })}
                {waiting.length > 0 &&
                  ` ${t("outcome.waitingFor", {
                    names: format.list(
                      waiting.map(({ instance }) => instance),
                      MOST_NAMED,
                    ),
                  })}`}
              </span>
            </li>
          ))}
          <li>
            <Mark state={health.state} />
            <span>
              {t.rich("outcome.since", { state: tWords(`health.${health.state}`), facts: () => <HealthText health={health} /> })}
            </span>
          </li>
          {plans.map((plan) => (
            <li key={plan.id}>
              <Mark state="open" />
              <div>
                <PlanLine plan={plan} />
              </div>
            </li>
          ))}
          {views.some(({ held }) => held) && (
            <li>
              <Mark state="held" />
              <span>{t("outcome.held", { name: module })}</span>
            </li>
          )}
        </ul>
        {newInUse(switches) && health.state !== "ok" && health.state !== "held" && (
          <a className={`btn big ${isUrgent(health.state) ? "back" : "back-line"}`} href={sheetHref(place, module, STRAIGHT)}>
            <Icon name="back" />
            {t("rollBackStraight", { name: module })}
          </a>
        )}
        {stored.some(({ act, reason }) => act === "rollback" && !reason) && <p className="small dim">{t("outcome.reason")}</p>}
      </div>
      <p className={styles.leave}>
        <a className="btn" href="/oncall">
          {t("outcome.done")}
        </a>
        <a href={sheetHref(place, module)}>{t("outcome.further", { name: module })}</a>
        <a href={`/p/${place.project.key}/audit?targetKey=${stored[0]?.switch ?? `${module}.data`}`}>{t("outcome.audit")}</a>
      </p>
    </section>
  );
}
