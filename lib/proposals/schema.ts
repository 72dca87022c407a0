import { z } from "zod";
import { changeBodySchema } from "../switches/schema/change.ts";
import { axisSchema } from "../switches/schema/fields.ts";
import { changedSchema } from "../switches/schema/outcome.ts";
import { ruleSchema } from "../switches/schema/rules.ts";

/** Requests and responses of proposals: forward changes that wait for a second person. */

const version = z.int().min(1).max(2_147_483_647);
export const PROPOSAL_STATES = ["open", "applied", "withdrawn", "overtaken"] as const;
const state = z.enum(PROPOSAL_STATES);

// ---------- requests ----------

/** The body of the change it stands for; `expectedVersion` is that of the switch. */
export const proposalBodySchema = changeBodySchema;
export type ChangeAsked = z.infer<typeof proposalBodySchema>;
/** As it is stored: of rules that were stored before, less was asked. */
export const storedChangeSchema = changeBodySchema.extend({ rules: z.array(ruleSchema).optional() });
export const proposalPatchSchema = z.strictObject({
  expectedVersion: version.describe("of the proposal"),
  change: changeBodySchema.describe("in place of the present one; an approval is cleared"),
});
export const proposalActSchema = z.strictObject({ expectedVersion: version.describe("of the proposal") });
export const proposalQuerySchema = z.strictObject({
  environment: z.string().max(60).optional(),
  switch: z.string().max(100).optional(),
  state: state.optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const switchProposalQuerySchema = proposalQuerySchema.omit({ environment: true, switch: true });

// ---------- responses ----------

const person = z.object({ id: z.string(), name: z.string() });

export const proposalSchema = z.object({
  id: z.string(),
  environment: z.string(),
  switch: z.string(),
  module: z.string(),
  axis: axisSchema,
  change: changeBodySchema,
  state,
  version: z.int(),
  stale: z.boolean().describe("overtaken by a change of the switch"),
  overtakenBy: z
    .object({ act: z.string(), by: z.string(), version: z.int(), at: z.iso.datetime() })
    .nullable()
    .describe("the change of the switch that ended it; propose it anew"),
  switchVersion: z.number().describe("of the switch now"),
  proposedBy: person.describe("who wrote it last"),
  approvedBy: person.nullable(),
  approvalLapsed: z.boolean().describe("whoever approved it may not do so any more; somebody else has to"),
  approvedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type ProposalView = z.infer<typeof proposalSchema>;
export const proposalListSchema = z.object({ items: z.array(proposalSchema), nextCursor: z.string().nullable() });
export const proposalAppliedSchema = z.object({ proposal: proposalSchema, changed: changedSchema });
export type ProposalApplied = z.infer<typeof proposalAppliedSchema>;
