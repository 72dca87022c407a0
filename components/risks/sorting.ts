import { BANDS } from "@/lib/core/plan/risk-band.ts";
import type { Cell } from "@/lib/core/text/csv.ts";
import type { RiskView } from "@/lib/risks/schema.ts";
import { riskName } from "./words.ts";

export const COLUMNS = ["number", "hypothesis", "band", "reviewDate"] as const;

export function keyOf(risk: RiskView, by: (typeof COLUMNS)[number]): string | number | null {
  return by === "band" ? BANDS.indexOf(risk.band) : risk[by];
}

const FIELDS = ["hypothesis", "owner", "status", "likelihood", "impact", "band", "targetLikelihood", "targetImpact"] as const;
const MORE = ["mitigation", "response", "reviewDate"] as const;

export function csvLines(risks: readonly RiskView[]): Cell[][] {
  const all = [...FIELDS, ...MORE];
  return [["id", ...all], ...risks.map((risk) => [riskName(risk), ...all.map((field) => risk[field])])];
}
