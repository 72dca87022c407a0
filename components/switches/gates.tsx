"use client";

import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/mark.tsx";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import type { GateView } from "@/lib/switches/schema/fields.ts";
import styles from "./gates.module.css";
import { useRefusalWords } from "./refusal-words.ts";

type Props = {
  gates: readonly GateView[];
  /** Refusals of rules that are no gates, such as a held switch. */
  refusals?: readonly Refusal[];
  /** What can be done at once about a failed gate. */
  remedy?: (gate: Refusal) => React.ReactNode;
};

/** Health lets a move pass unless it is Bad; what is not known of it is no good news all the same. */
function doubted({ rule, detail }: GateView): "watch" | "unknown" | null {
  const state = rule === "health" && detail !== null && typeof detail === "object" && "state" in detail ? detail.state : null;
  return state === "watch" || state === "unknown" ? state : null;
}

/** Every rule that was asked and what it said: those that stand against the move first, in words. */
export function Gates({ gates, refusals = [], remedy }: Props) {
  const t = useTranslations("switches");
  const say = useRefusalWords();
  const others = refusals.filter(({ rule }) => !gates.some((gate) => gate.rule === rule));
  const failed = gates.filter(({ passed }) => !passed);
  const passed = gates.filter((gate) => gate.passed);
  return (
    <ul className={`${styles.gates} small`}>
      {[...others, ...failed].map((refusal) => (
        <li key={refusal.rule} data-gate={refusal.rule}>
          <Mark state="bad" />
          <span>
            <span className="visually-hidden">{t("gate.fails")} </span>
            {say(refusal)} {remedy?.(refusal)}
          </span>
        </li>
      ))}
      {passed.map((gate) => (
        <li key={gate.rule} data-gate={gate.rule} className="dim">
          <Mark state={doubted(gate) ?? "ok"} />
          <span>
            <span className="visually-hidden">{t("gate.passes")} </span>
            {doubted(gate)
              ? t(`gate.doubted.${doubted(gate) as "watch"}`)
              : t.has(`gate.passed.${gate.rule}`)
                ? t(`gate.passed.${gate.rule as "barrier"}`)
                : gate.message}
          </span>
        </li>
      ))}
    </ul>
  );
}
