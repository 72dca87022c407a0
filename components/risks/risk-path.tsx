import type { RiskView } from "@/lib/risks/schema.ts";

/** The way of one risk in small: a dot where it stands, a square where it is to go. The words stand beside it. */
export function RiskPath({ risk }: { risk: RiskView }) {
  const from = { x: xOf(risk.likelihood), y: yOf(risk.impact) };
  const to = { x: xOf(risk.targetLikelihood), y: yOf(risk.targetImpact) };
  return (
    <svg width="26" height="28" viewBox="0 0 26 28" aria-hidden="true">
      <path d="M.5.5v27H26" fill="none" stroke="var(--line-2)" />
      <path d={`M${from.x},${from.y}L${to.x},${to.y}`} fill="none" stroke="var(--ink-3)" />
      <rect x={to.x - 2} y={to.y - 2} width="4" height="4" fill="var(--bg)" stroke="var(--ink-3)" />
      <circle cx={from.x} cy={from.y} r="2.6" fill="var(--ink)" />
    </svg>
  );
}

function xOf(likelihood: number): number {
  return 5 * likelihood - 2;
}

function yOf(impact: number): number {
  return 30.5 - 5.5 * impact;
}
