"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useSheet } from "@/components/console/use-sheet.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import { cancelPlan } from "@/lib/switches/queries/acts.ts";
import { OverrideSheet } from "./override-sheet.tsx";
import styles from "./plan-strip.module.css";

/** Rules of a waiting step that a lead may pass with a written reason. */
const WAIVABLE: readonly string[] = ["currency", "ledger", "doubt", "evidence", "health"];

/** What is under way in several steps: which one is next, what it waits for, and how to stop it. */
export function PlanStrip({ plan }: { plan: PlanView }) {
  const t = useTranslations("switches.plan");
  const { place, allows } = useConsole();
  const words = useSwitchWords();
  const format = useFormat();
  const say = useRefusalWords();
  const { sheet, show, close } = useSheet(["override"]);
  const act = useAct(plan.module, () => undefined);
  const next = plan.steps[plan.done];
  const axis = next?.switch.split(".").at(-1) as "route" | "call" | "data" | undefined;
  const step = next && axis ? t("step", { axis: words.axis(axis), place: words.place(placeOf(next.to)) }) : "";
  const what =
    plan.kind === "schedule"
      ? t("at", { step, time: plan.notBefore ? format.dayTime(plan.notBefore) : "–" })
      : t("progress", { number: Math.min(plan.done + 1, plan.steps.length), of: plan.steps.length, step });
  const waits = plan.waitsFor.map(say).join(" ");
  const waivable = plan.waitsFor.some(({ rule }) => WAIVABLE.includes(rule));
  const mayOverride = waivable && allows("switch.forward") && plan.override === null;
  const mayCancel = allows(plan.kind === "rollback" ? "switch.back" : "switch.forward");
  return (
    <div className={`small ${styles.strip}`} data-plan={plan.kind}>
      <Mark state="open" />
      <div>
        <b>{t(`kind.${plan.kind}`)}</b> {t("by", { what, who: plan.actor.name })} {waits && <span className="dim">{waits}</span>}{" "}
        {mayCancel && (
          <button
            type="button"
            className="link"
            disabled={act.isPending}
            onClick={() => act.mutate(() => cancelPlan(place, plan.id))}
          >
            {t("cancel")}
          </button>
        )}{" "}
        {mayOverride && (
          <button type="button" className="link" onClick={() => show("override", plan.id)}>
            {t("override")}
          </button>
        )}
        {act.error && <Failure error={act.error} />}
      </div>
      {mayOverride && sheet?.of === plan.id && <OverrideSheet plan={plan} onClose={close} />}
    </div>
  );
}
