import { z } from "zod";
import { AXES } from "../core/stages/positions.ts";
import { FULL_SHARE } from "../core/stages/state.ts";

/** Requests and responses of the switch calls. */

export const axisSchema = z.enum(AXES);
const share = z.int().min(0).max(FULL_SHARE).describe("thousandths of a percent: 0 … 100000");
const version = z.int().min(1).max(2_147_483_647);
const reason = z.string().trim().max(2000);

const attribute = z.string().min(1).max(100);
const word = z.string().max(500);
export const conditionSchema = z.discriminatedUnion("operator", [
  z.strictObject({ attribute, operator: z.literal("equals"), value: z.union([word, z.number(), z.boolean()]) }),
  z.strictObject({
    attribute,
    operator: z.literal("in"),
    values: z
      .array(z.union([word, z.number()]))
      .min(1)
      .max(1000),
  }),
  z.strictObject({ attribute, operator: z.literal("prefix"), value: word.min(1) }),
  z.strictObject({ attribute, operator: z.literal("semver"), min: word.optional(), max: word.optional() }),
  z.strictObject({ attribute, operator: z.literal("number"), min: z.number().optional(), max: z.number().optional() }),
]);
export const ruleSchema = z.strictObject({
  name: z.string().min(1).max(100),
  conditions: z.array(conditionSchema).min(1).max(20),
  result: z.enum(["position", "next"]),
});

// ---------- requests ----------

export const changeBodySchema = z.strictObject({
  expectedVersion: version,
  target: z.string().max(20).describe("the position the share goes to"),
  share: share.default(FULL_SHARE),
  reason: reason.optional(),
  link: z.url().max(2000).optional(),
  confirm: z.string().max(200).optional(),
});
export const rollbackBodySchema = z.strictObject({
  to: z
    .union([z.string().max(20), version])
    .optional()
    .describe("a position to settle at, or a version of the history; default: the last state that stood ten minutes"),
  reason: reason.optional(),
});
const wideTarget = z
  .enum(["old"])
  .optional()
  .describe("`old`: straight to the first positions; default: the last joint state that stood ten minutes");
export const moduleRollbackBodySchema = z.strictObject({ to: wideTarget, reason: reason.optional() });
export const projectRollbackBodySchema = z.strictObject({
  environment: z.string().optional().describe("default: every environment"),
  to: wideTarget,
  reason: reason.optional(),
});
export const holdBodySchema = z.strictObject({ expectedVersion: version.optional(), reason: reason.optional() });
export const undoBodySchema = z.strictObject({ expectedVersion: version.optional(), reason: reason.optional() });
export const rulesBodySchema = z.strictObject({
  expectedVersion: version,
  rules: z.array(ruleSchema).max(50),
  reason: reason.optional(),
});

export const historyQuerySchema = z.strictObject({
  cursor: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const changesQuerySchema = z.strictObject({
  environment: z.string(),
  since: z.iso
    .datetime({ offset: true })
    .refine((text) => text >= "1970", "expected a time from 1970 on")
    .optional()
    .describe("default: one hour ago"),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

// ---------- responses ----------

export const standingSchema = z.object({ position: z.string(), next: z.string().nullable(), share: z.number() });
export const actorSchema = z.object({ kind: z.string(), id: z.string(), name: z.string() });
export const refusalSchema = z.object({
  rule: z.string(),
  message: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** One stored state of a switch and how it came about. `from` is null for the state it was created in. */
export const changeSchema = z.object({
  switch: z.string(),
  module: z.string(),
  axis: axisSchema,
  environment: z.string(),
  version: z.number(),
  revision: z.number(),
  at: z.iso.datetime(),
  act: z.enum(["created", "change", "rollback", "undo", "hold", "release", "rules"]),
  direction: z.enum(["forward", "back", "none"]),
  from: standingSchema.nullable(),
  to: standingSchema,
  held: z.boolean(),
  actor: actorSchema,
  reason: z.string().nullable(),
  link: z.string().nullable(),
});
export type ChangeView = z.infer<typeof changeSchema>;

/** Instances with a running lease, and how many of them acknowledged the switch's revision. */
export const propagationSchema = z.object({
  applied: z.number(),
  of: z.number(),
  waiting: z
    .array(z.object({ service: z.string(), instance: z.string(), revision: z.number(), acknowledgedAt: z.iso.datetime() }))
    .describe("at most five"),
});

export const moveSchema = z.object({
  target: z.string(),
  direction: z.enum(["forward", "back", "none"]),
  refusals: z.array(refusalSchema),
});

export const switchSchema = standingSchema.extend({
  key: z.string(),
  module: z.string(),
  axis: axisSchema,
  environment: z.string(),
  rules: z.array(ruleSchema),
  checkRatio: z.number(),
  held: z.boolean(),
  version: z.number(),
  revision: z.number(),
  updatedAt: z.iso.datetime(),
  lastChange: changeSchema.nullable(),
  propagation: propagationSchema,
  /** What a rollback without a target would return to; null when there is nothing behind. */
  rollbackTo: standingSchema.extend({ version: z.number(), since: z.iso.datetime() }).nullable(),
  moves: z.array(moveSchema),
});
export type SwitchView = z.infer<typeof switchSchema>;
export const switchListSchema = z.object({ items: z.array(switchSchema), nextCursor: z.string().nullable() });

export const changedSchema = z.object({ version: z.number(), revision: z.number(), change: changeSchema });
export type Changed = z.infer<typeof changedSchema>;
export const rolledBackSchema = z.object({ changes: z.array(changedSchema) });
/** The last step taken, and every step. */
export const switchRolledBackSchema = changedSchema.extend({ changes: z.array(changedSchema) });
export const historySchema = z.object({ items: z.array(changeSchema), nextCursor: z.string().nullable() });
export const previewSchema = z.object({
  ok: z.boolean(),
  direction: z.enum(["forward", "back", "none"]),
  from: standingSchema,
  to: standingSchema.nullable(),
  refusals: z.array(refusalSchema),
});
