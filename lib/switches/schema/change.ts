import { z } from "zod";
import { FULL_SHARE } from "../../core/stages/state.ts";
import { actorSchema, axisSchema, gateSchema, meant, reason, secondaryWrites, share, standingSchema, version } from "./fields.ts";
import { ruleSchema, rulesToStore } from "./rules.ts";

export const changeBodySchema = z.strictObject({
  expectedVersion: version,
  target: z.string().max(20).describe("the position the share goes to"),
  share: share.default(FULL_SHARE),
  direction: meant,
  reason: reason.optional(),
  link: z.url().max(2000).optional(),
  confirm: z.string().max(200).optional().describe("level 3: the module's key"),
  override: reason.optional().describe("why failed gates that allow it may be passed; role lead"),
  rules: rulesToStore.optional().describe("replaces the rule list with the same change"),
  secondaryWrites: secondaryWrites.optional(),
  checkRatio: share.optional().describe("thousandths of a percent of subjects whose reads are compared"),
  cutOver: z
    .enum(["mixed", "pause"])
    .default("mixed")
    .describe("`pause` stops new writes of the moving subjects until every instance has moved"),
  pauseSeconds: z.number().min(0.5).max(30).default(2).describe("with `pause`: given up and resumed when it would take longer"),
});
const lockstepItem = changeBodySchema
  .pick({ expectedVersion: true, target: true, share: true, direction: true, secondaryWrites: true })
  .extend({ key: z.string().max(100) });

export const lockstepBodySchema = z.strictObject({
  changes: z.array(lockstepItem).min(1).max(100).describe("stored all or none"),
  reason: reason.optional(),
  link: z.url().max(2000).optional(),
  confirm: z.string().max(200).optional().describe("level 3: the number of switches"),
  override: reason.optional(),
});

export const restoreBodySchema = z.strictObject({
  expectedVersion: version,
  version: version.describe("the version of the history to bring back"),
  reason: reason.optional(),
  confirm: z.string().max(200).optional(),
  override: reason.optional(),
});

export const holdBodySchema = z.strictObject({ expectedVersion: version.optional(), reason: reason.optional() });

export const undoBodySchema = z.strictObject({
  expectedVersion: version.optional(),
  reason: reason.optional(),
  confirm: z.string().max(200).optional(),
  override: reason.optional(),
});

/** One stored state of a switch and how it came about. `from` is null for the state it was created in. */
export const changeSchema = z.object({
  switch: z.string(),
  module: z.string(),
  axis: axisSchema,
  environment: z.string(),
  version: z.int(),
  revision: z.int(),
  at: z.iso.datetime(),
  act: z.enum([
    "created",
    "change",
    "rollback",
    "undo",
    "restore",
    "hold",
    "release",
    "rules",
    "pause",
    "resume",
    "take-over",
    "keep",
  ]),
  direction: z.enum(["forward", "back", "none"]),
  from: standingSchema.nullable(),
  to: standingSchema,
  held: z.boolean(),
  secondaryWrites,
  paused: z.boolean(),
  checkRatio: z.int(),
  rules: z.array(ruleSchema),
  replaced: z
    .object({ rules: z.array(ruleSchema), secondaryWrites, checkRatio: z.int() })
    .nullable()
    .describe("what these were before it"),
  actor: actorSchema,
  reason: z.string().nullable(),
  link: z.string().nullable(),
  gates: z.array(gateSchema).describe("what every rule said when it was stored"),
  override: z.string().nullable().describe("why failed gates were passed"),
  plan: z.string().nullable().describe("id of the plan it was a step of"),
});
export type ChangeView = z.infer<typeof changeSchema>;
