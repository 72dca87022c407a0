import type { Guardrail } from "./guardrail.ts";
import type { Figure, Judgement } from "./judge.ts";

const WORDS: Record<Guardrail["metric"], string> = {
  errors: "errors",
  p50: "p50",
  p95: "p95",
  p99: "p99",
  mismatches: "differences",
  "failed-writes": "failed writes",
};

/** What a guardrail saw, in one sentence for history and audit log: "errors 5.6 % of 1240 on new, 0.1 % of 3720 on old; at most 1 point more". */
export function sentenceOf(guardrail: Pick<Guardrail, "metric" | "against" | "limit">, { old, new: fresh }: Judgement): string {
  const { metric, against, limit } = guardrail;
  const latency = metric.startsWith("p");
  const figure = ({ count, value }: Figure) =>
    value === null ? "unknown" : `${latency ? seconds(value) : percent(value)} of ${count}`;
  const compared = against === "old" ? ` on new, ${figure(old)} on old` : "";
  const allowed = latency
    ? against === "old"
      ? `at most ${Number(limit.toFixed(2))} times as much`
      : `at most ${seconds(limit)}`
    : against === "old"
      ? `at most ${points(limit)} more`
      : `at most ${percent(limit)}`;
  return `${WORDS[metric]} ${figure(fresh)}${compared}; ${allowed}`;
}

function percent(value: number): string {
  return `${Number((value * 100).toPrecision(2))} %`;
}

function points(value: number): string {
  const shown = Number((value * 100).toPrecision(2));
  return `${shown} ${shown === 1 ? "point" : "points"}`;
}

function seconds(value: number): string {
  return value < 1 ? `${Number((value * 1000).toPrecision(3))} ms` : `${Number(value.toPrecision(3))} s`;
}
