import { z } from "zod";
import { STAGES } from "../../core/stages/positions.ts";
import { planSchema } from "../../plans/schema.ts";
import { changeSchema } from "./change.ts";
import { axisSchema, gateSchema, levelSchema, refusalSchema, secondaryWrites, standingSchema } from "./fields.ts";
import { restoredSchema } from "./rollback.ts";
import { ruleSchema, warnings } from "./rules.ts";

export const waitingSchema = z.object({
  service: z.string(),
  instance: z.string(),
  incarnation: z.string().describe("its run"),
  revision: z.int(),
  acknowledgedAt: z.iso.datetime(),
  onLeaseLoss: z.enum(["hold", "fence"]),
  silent: z.boolean().describe("its lease has run out"),
});

/** Instances that count, and how many of them acknowledged the switch's revision. */
export const propagationSchema = z.object({
  applied: z.number(),
  of: z.number(),
  waiting: z.array(waitingSchema).describe("at most five"),
  services: z
    .array(z.object({ service: z.string(), applied: z.number(), of: z.number() }))
    .describe("per service, when there are more than 500 instances"),
});

export const moveSchema = z.object({
  target: z.string(),
  direction: z.enum(["forward", "back", "none"]),
  level: levelSchema.describe("what the whole step to the target asks for"),
  refusals: z.array(refusalSchema),
  gates: z.array(gateSchema),
});

export const switchSchema = standingSchema.extend({
  key: z.string(),
  module: z.string(),
  axis: axisSchema,
  environment: z.string(),
  rules: z.array(ruleSchema),
  warnings,
  checkRatio: z.int(),
  secondaryWrites,
  paused: z.boolean(),
  floor: z.enum(STAGES).nullable().describe("of data switches: the earliest stage an instance may act on"),
  held: z.boolean(),
  version: z.int(),
  revision: z.int(),
  updatedAt: z.iso.datetime(),
  lastChange: changeSchema.nullable(),
  propagation: propagationSchema,
  /** What a rollback without a target would return to; null when there is nothing behind. */
  rollbackTo: restoredSchema.extend({ version: z.int(), since: z.iso.datetime() }).nullable(),
  moves: z.array(moveSchema),
  plans: z.array(planSchema).describe("of its module, not at their end"),
  missed: z
    .object({ since: z.iso.datetime(), writes: z.number() })
    .nullable()
    .describe("of data switches at or on the way to complete: since when, and how many writes, the old store lacks"),
});
export type SwitchView = z.infer<typeof switchSchema>;

export const switchListSchema = z.object({ items: z.array(switchSchema), nextCursor: z.string().nullable() });

export const switchListQuerySchema = z.strictObject({
  module: z.string().max(100).optional().describe("only its switches"),
  cursor: z.string().max(110).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(200),
});
