import { z } from "zod";
import { planSchema } from "../../plans/schema.ts";
import { changeSchema } from "./change.ts";
import { gateSchema, levelSchema, refusalSchema, standingSchema } from "./fields.ts";
import { ruleSchema, warnings } from "./rules.ts";

export const changedSchema = z.object({
  version: z.int(),
  revision: z.int(),
  change: changeSchema,
  plan: planSchema.nullable().describe("the steps still to come, such as those of a pausing cut-over"),
  warnings,
});
export type Changed = z.infer<typeof changedSchema>;

export const lockstepSchema = z.object({ changes: z.array(changedSchema) });

export const previewSchema = z.object({
  ok: z.boolean(),
  direction: z.enum(["forward", "back", "none"]),
  level: levelSchema,
  from: standingSchema,
  to: standingSchema.nullable(),
  moved: z
    .array(z.object({ rule: ruleSchema.nullable(), from: z.string(), to: z.string() }))
    .describe("whom it may move: subjects of a rule, by the one in force before or else after, or of the share"),
  refusals: z.array(refusalSchema).describe("rules that stand against it, and what the request lacks for its level"),
  gates: z.array(gateSchema),
  warnings,
});
export type Preview = z.infer<typeof previewSchema>;
