"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { parseSwitchKey } from "@/lib/core/stages/positions.ts";
import { endedSchedulesQuery } from "@/lib/plans/queries.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import styles from "./plan-strip.module.css";

/** What somebody may still wait for although it will not come: schedules of a module that ended, and why. */
export function EndedSchedules({ module }: { module: string }) {
  const { place } = useConsole();
  const query = useQuery(endedSchedulesQuery(place));
  const own = (query.data ?? []).filter((plan) => plan.module === module && plan.waitsFor.length > 0);
  return own.map((plan) => <Ended key={plan.id} plan={plan} />);
}

function Ended({ plan }: { plan: PlanView }) {
  const t = useTranslations("switches.plan");
  const words = useSwitchWords();
  const say = useRefusalWords();
  const [step] = plan.steps;
  const axis = step && parseSwitchKey(step.switch)?.axis;
  if (!step || !axis) return null;
  return (
    <div className={`small ${styles.strip}`} data-plan="ended">
      <Mark state="watch" />
      <div>
        <b>{t("endedSchedule")}</b>{" "}
        {t("by", { what: t("step", { axis: words.axis(axis), place: words.place(placeOf(step.to)) }), who: plan.actor.name })}{" "}
        <span className="dim">{plan.waitsFor.map(say).join(" ")}</span>
      </div>
    </div>
  );
}
