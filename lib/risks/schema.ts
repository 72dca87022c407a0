import { z } from "zod";
import { BANDS, LEVELS } from "../core/plan/risk-band.ts";

/** Requests and responses of the risk register. Review dates are calendar days, `YYYY-MM-DD`. */

const hypothesis = z.string().trim().min(1).max(500);
const level = z.literal(LEVELS).meta({ type: "integer", enum: [...LEVELS] });
const owner = z.string().trim().max(200);
const prose = z.string().trim().max(2000);
const day = z.iso
  .date()
  .refine((date) => date >= "1970-01-01", "expected a day from 1970 on")
  .describe("from 1970 on");
const status = z.enum(["open", "closed"]);

// ---------- requests ----------

export const riskBodySchema = z.strictObject({
  hypothesis,
  likelihood: level,
  impact: level,
  targetLikelihood: level.optional().describe("where the mitigation is to bring it; default: the present level"),
  targetImpact: level.optional(),
  owner: owner.default(""),
  mitigation: prose.default(""),
  response: prose.default(""),
  reviewDate: day.nullable().default(null),
});
export const riskPatchSchema = z.strictObject({
  expectedVersion: z.int().min(1),
  hypothesis: hypothesis.optional(),
  likelihood: level.optional(),
  impact: level.optional(),
  targetLikelihood: level.optional(),
  targetImpact: level.optional(),
  owner: owner.optional(),
  mitigation: prose.optional(),
  response: prose.optional(),
  reviewDate: day.nullable().optional(),
  status: status.optional().describe("`closed` closes the risk, `open` reopens it"),
  reason: prose.optional(),
});
export const riskQuerySchema = z.strictObject({
  status: status.optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional().describe("default: all"),
});

// ---------- responses ----------

export const riskSchema = z.object({
  number: z.int().describe("within the project; shown as R-07"),
  hypothesis: z.string(),
  likelihood: level,
  impact: level,
  band: z.enum(BANDS),
  targetLikelihood: level,
  targetImpact: level,
  targetBand: z.enum(BANDS),
  owner: z.string(),
  mitigation: z.string(),
  response: z.string(),
  reviewDate: z.iso.date().nullable(),
  reviewOverdue: z.boolean(),
  status,
  version: z.int(),
  createdAt: z.iso.datetime(),
});
export type RiskView = z.infer<typeof riskSchema>;
export const riskListSchema = z.object({ items: z.array(riskSchema), nextCursor: z.string().nullable() });
