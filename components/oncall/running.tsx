import { useTranslations } from "next-intl";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import { type Place, plansOf, sheetHref } from "./modules.ts";
import styles from "./oncall.module.css";

const MOST_SHOWN = 10;

/** Plans under way: how far they are, and what each waits for. */
export function Running({ places }: { places: readonly Place[] }) {
  const t = useTranslations("oncall");
  const plans = plansOf(places);
  if (plans.length === 0) return <p className="dim">{t("running.none")}</p>;
  const more = plans.length - MOST_SHOWN;
  return (
    <ul className={styles.plans}>
      {plans.slice(0, MOST_SHOWN).map(({ place, plan }) => (
        <li key={plan.id}>
          <a href={sheetHref(place, plan.module)}>{plan.module}</a> <PlanLine plan={plan} />
        </li>
      ))}
      {more > 0 && <li className="dim">{t("running.more", { count: more })}</li>}
    </ul>
  );
}

/** "rollback, 1 of 3 steps stored", and every rule that stands against the next step. */
export function PlanLine({ plan }: { plan: PlanView }) {
  const t = useTranslations("oncall");
  const say = useRefusalWords();
  const format = useFormat();
  return (
    <>
      {t("plan.line", { plan: t(`plan.${plan.kind}`), done: plan.done, of: plan.steps.length })}
      {plan.notBefore && ` ${t("plan.at", { time: format.exact(plan.notBefore) })}`}
      {plan.waitsFor.length > 0 && (
        <ul className={styles.waits}>
          {plan.waitsFor.map((refusal) => (
            <li key={refusal.rule}>
              <Mark state="watch" />
              <span>{say(refusal)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
