import { z } from "zod";
import { isStorableTime, TIME_EXPECTED } from "../core/text/moment.ts";
import { changeBodySchema } from "../switches/schema/change.ts";
import { actorSchema, meant, reason, refusalSchema, secondaryWrites, standingSchema } from "../switches/schema/fields.ts";
import { ruleSchema } from "../switches/schema/rules.ts";

export const scheduleBodySchema = changeBodySchema
  .omit({ expectedVersion: true, rules: true, cutOver: true, pauseSeconds: true })
  .extend({
    at: z.iso.datetime({ offset: true }).refine(isStorableTime, TIME_EXPECTED).describe("from 1970 on, before the year 9999"),
    giveUpSeconds: z.int().min(60).max(604_800).default(3600),
  });

export const planOverrideBodySchema = z.strictObject({ override: reason.min(10) });

export const planStepSchema = z.object({
  switch: z.string(),
  to: standingSchema,
  direction: meant,
  secondaryWrites: secondaryWrites.optional(),
  paused: z.boolean().optional(),
  checkRatio: z.int().optional(),
  rules: z.array(ruleSchema).optional().describe("the rule list from then on"),
  link: z.string().optional(),
  held: z.boolean().optional().describe("held from then on"),
});
export type PlanStep = z.infer<typeof planStepSchema>;

/** Several changes, each stored the moment its rules allow it. */
export const planSchema = z.object({
  id: z.string(),
  kind: z.enum(["rollback", "cut-over", "schedule"]),
  state: z.enum(["waiting", "done", "cancelled", "failed"]),
  module: z.string(),
  environment: z.string(),
  steps: z.array(planStepSchema),
  done: z.number().describe("how many steps are stored"),
  notBefore: z.iso.datetime().nullable(),
  giveUpAt: z.iso.datetime().nullable(),
  waitsFor: z.array(refusalSchema).describe("what stands against the next step"),
  override: z.string().nullable(),
  actor: actorSchema,
  reason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type PlanView = z.infer<typeof planSchema>;

export const planQuerySchema = z.strictObject({
  environment: z.string().max(100).optional(),
  state: z.enum(["waiting", "done", "cancelled", "failed"]).optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const planListSchema = z.object({ items: z.array(planSchema), nextCursor: z.string().nullable() });
