"use client";

import { useFormat } from "@/components/ui/use-format.ts";
import type { Finding } from "@/lib/core/health/findings.ts";
import type { HealthState } from "@/lib/core/health/module-health.ts";
import { useFindingWords } from "./health-words.tsx";
import { newInUse } from "./modules.ts";
import type { ModuleState } from "./use-module-health.ts";

const TONE: Partial<Record<HealthState, string>> = { bad: "c-bad", watch: "c-watch" };

/** Mismatch, Δp99 and Δerrors of a module as three cells; one cell that says why when there is nothing to compare. */
export function FigureCells({ state, className = "" }: { state: ModuleState; className?: string }) {
  const format = useFormat();
  const say = useFindingWords();
  const { summary, health, switches } = state;
  const missing = health.findings.find(({ level }) => level === "unknown");
  if (missing || !summary) {
    return (
      <td className={`num mute ${className}`} colSpan={3}>
        {missing && say(missing)}
      </td>
    );
  }
  const { comparisons, old, new: fresh } = summary;
  // What the last minutes hold of a path that nobody is on any more is no comparison.
  const inUse = newInUse(switches);
  const levelOf = (rule: Finding["rule"]) => health.findings.find((finding) => finding.rule === rule)?.level ?? "ok";
  const both = inUse && old && fresh && old.count > 0 && fresh.count > 0 ? { old, fresh } : null;
  const cells = [
    {
      name: "mismatch",
      rule: "mismatch" as const,
      text: inUse && comparisons.compared > 0 ? format.rate(comparisons.different, comparisons.compared) : null,
    },
    { name: "p99", rule: "p99" as const, text: both && format.change(both.old.p99, both.fresh.p99) },
    {
      name: "errors",
      rule: "errors" as const,
      text: both && format.points(both.old.errors / both.old.count, both.fresh.errors / both.fresh.count),
    },
  ];
  return cells.map(({ name, rule, text }) => (
    <td key={name} className={`num ${className}`}>
      <span className={text === null ? "mute" : TONE[levelOf(rule)]}>{text ?? "–"}</span>
    </td>
  ));
}
