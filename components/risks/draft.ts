import { LEVELS, type Level } from "@/lib/core/plan/risk-band.ts";
import type { RiskView } from "@/lib/risks/schema.ts";

/** The fields of a risk as the form holds them. */
export type RiskDraft = {
  hypothesis: string;
  likelihood: string;
  impact: string;
  targetLikelihood: string;
  targetImpact: string;
  owner: string;
  mitigation: string;
  response: string;
  reviewDate: string;
};

export const EMPTY_RISK: RiskDraft = {
  hypothesis: "",
  likelihood: "3",
  impact: "3",
  targetLikelihood: "2",
  targetImpact: "3",
  owner: "",
  mitigation: "",
  response: "",
  reviewDate: "",
};

export function toDraft(risk: RiskView): RiskDraft {
  return {
    hypothesis: risk.hypothesis,
    likelihood: String(risk.likelihood),
    impact: String(risk.impact),
    targetLikelihood: String(risk.targetLikelihood),
    targetImpact: String(risk.targetImpact),
    owner: risk.owner,
    mitigation: risk.mitigation,
    response: risk.response,
    reviewDate: risk.reviewDate ?? "",
  };
}

const TEXTS = ["hypothesis", "owner", "mitigation", "response"] as const;
const LEVEL_FIELDS = ["likelihood", "impact", "targetLikelihood", "targetImpact"] as const;

type Body = Partial<Record<(typeof TEXTS)[number], string>> &
  Partial<Record<(typeof LEVEL_FIELDS)[number], Level>> & { reviewDate?: string | null };

/** The given fields as the API takes them. */
export function toBody(draft: Partial<RiskDraft>): Body {
  const body: Body = {};
  for (const name of TEXTS) if (draft[name] !== undefined) body[name] = draft[name];
  for (const name of LEVEL_FIELDS) {
    const level = LEVELS.find((candidate) => String(candidate) === draft[name]);
    if (level) body[name] = level;
  }
  if (draft.reviewDate !== undefined) body.reviewDate = draft.reviewDate === "" ? null : draft.reviewDate;
  return body;
}
