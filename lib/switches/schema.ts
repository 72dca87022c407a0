import { z } from "zod";
import { WARNINGS } from "../core/evaluation/rule-fault.ts";
import { faultsOf, MOST_RULES } from "../core/evaluation/rule-faults.ts";
import { UNREADABLE } from "../core/evaluation/snapshot.ts";
import { AXES, STAGES } from "../core/stages/positions.ts";
import { SECONDARY_WRITES } from "../core/stages/secondary-writes.ts";
import { FULL_SHARE } from "../core/stages/state.ts";
import { isStorableTime, TIME_EXPECTED } from "../core/text/moment.ts";

/** Requests and responses of the switch calls. */

export const axisSchema = z.enum(AXES);
const share = z.int().min(0).max(FULL_SHARE).describe("thousandths of a percent: 0 … 100000");
const version = z.int().min(1).max(2_147_483_647);
const reason = z.string().trim().max(2000);
const secondaryWrites = z.enum(SECONDARY_WRITES);
const meant = z
  .enum(["forward", "back"])
  .optional()
  .describe("what it is meant to be; refused when it turns out to be the other");

const attribute = z.string().min(1).max(100);
const word = z.string().max(500);
const unreadable = z
  .enum(UNREADABLE)
  .optional()
  .describe("what it says of a value it cannot read; without it, `holds` in a rule to `position`, else `fails`");
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
  z.strictObject({ attribute, operator: z.literal("semver"), min: word.optional(), max: word.optional(), unreadable }),
  z.strictObject({
    attribute,
    operator: z.literal("number"),
    min: z.number().optional(),
    max: z.number().optional(),
    unreadable,
  }),
]);
export const ruleSchema = z.strictObject({
  name: z.string().min(1).max(100),
  conditions: z.array(conditionSchema).min(1).max(20),
  result: z.enum(["position", "next"]),
});
/** Rules as they are sent; those stored before were asked less. */
const rulesToStore = z
  .array(ruleSchema)
  .max(MOST_RULES, `expected at most ${MOST_RULES} rules`)
  .superRefine((rules, context) => {
    for (const { path, message } of faultsOf(rules)) context.addIssue({ code: "custom", path: [...path], message });
  });

// ---------- requests ----------

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
export const scheduleBodySchema = changeBodySchema
  .omit({ expectedVersion: true, rules: true, cutOver: true, pauseSeconds: true })
  .extend({
    at: z.iso.datetime({ offset: true }).refine(isStorableTime, TIME_EXPECTED),
    giveUpSeconds: z.int().min(60).max(604_800).default(3600),
  });
export const restoreBodySchema = z.strictObject({
  expectedVersion: version,
  version: version.describe("the version of the history to bring back"),
  reason: reason.optional(),
  confirm: z.string().max(200).optional(),
  override: reason.optional(),
});
export const planOverrideBodySchema = z.strictObject({ override: reason.min(10) });
export const rollbackBodySchema = z.strictObject({
  to: z
    .union([z.string().max(20), version])
    .optional()
    .describe("a position to settle at, or a version of the history; default: the last state that stood ten minutes"),
  reason: reason.optional(),
});
/** The same in an address. */
export const rollbackQuerySchema = z.strictObject({ to: z.string().max(9).optional() });
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
export const moduleRollbackQuerySchema = z.strictObject({ to: wideTarget });
export const projectRollbackQuerySchema = z.strictObject({ environment: z.string().max(100), to: wideTarget });
export const holdBodySchema = z.strictObject({ expectedVersion: version.optional(), reason: reason.optional() });
export const undoBodySchema = z.strictObject({
  expectedVersion: version.optional(),
  reason: reason.optional(),
  confirm: z.string().max(200).optional(),
  override: reason.optional(),
});
export const rulesBodySchema = z.strictObject({
  expectedVersion: version,
  rules: rulesToStore,
  reason: reason.optional(),
  confirm: z.string().max(200).optional(),
  override: reason.optional(),
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
/** What a rollback brings back of a switch. */
const restoredSchema = standingSchema.extend({ rules: z.array(ruleSchema), secondaryWrites, checkRatio: z.number() });
export type RestoredView = z.infer<typeof restoredSchema>;
export const actorSchema = z.object({ kind: z.string(), id: z.string(), name: z.string() });
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const refusalSchema = z.object({
  rule: z.string(),
  message: z.string(),
  detail: z.record(z.string(), z.union([fact, z.array(z.record(z.string(), fact))])),
});
/** One rule's judgement of a move. */
export const gateSchema = refusalSchema.extend({ passed: z.boolean(), overridable: z.boolean() });
export type GateView = z.infer<typeof gateSchema>;
export const levelSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal("R")]);

/** One stored state of a switch and how it came about. `from` is null for the state it was created in. */
export const changeSchema = z.object({
  switch: z.string(),
  module: z.string(),
  axis: axisSchema,
  environment: z.string(),
  version: z.number(),
  revision: z.number(),
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
  checkRatio: z.number(),
  rules: z.array(ruleSchema),
  replaced: z
    .object({ rules: z.array(ruleSchema), secondaryWrites, checkRatio: z.number() })
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

const waitingSchema = z.object({
  service: z.string(),
  instance: z.string(),
  incarnation: z.string().describe("its run"),
  revision: z.number(),
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

const warningSchema = z.object({
  path: z.string().describe("such as `rules.0.conditions.1.value`"),
  warning: z.enum(WARNINGS),
  message: z.string(),
});
export type WarningView = z.infer<typeof warningSchema>;
const warnings = z.array(warningSchema).describe("what in its rules is allowed and seldom meant");

export const planStepSchema = z.object({
  switch: z.string(),
  to: standingSchema,
  direction: meant,
  secondaryWrites: secondaryWrites.optional(),
  paused: z.boolean().optional(),
  checkRatio: z.number().optional(),
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

export const switchSchema = standingSchema.extend({
  key: z.string(),
  module: z.string(),
  axis: axisSchema,
  environment: z.string(),
  rules: z.array(ruleSchema),
  warnings,
  checkRatio: z.number(),
  secondaryWrites,
  paused: z.boolean(),
  floor: z.enum(STAGES).nullable().describe("of data switches: the earliest stage an instance may act on"),
  held: z.boolean(),
  version: z.number(),
  revision: z.number(),
  updatedAt: z.iso.datetime(),
  lastChange: changeSchema.nullable(),
  propagation: propagationSchema,
  /** What a rollback without a target would return to; null when there is nothing behind. */
  rollbackTo: restoredSchema.extend({ version: z.number(), since: z.iso.datetime() }).nullable(),
  moves: z.array(moveSchema),
  plans: z.array(planSchema).describe("of its module, not at their end"),
  missed: z
    .object({ since: z.iso.datetime(), writes: z.number() })
    .nullable()
    .describe("of data switches at or on the way to complete: since when, and how many writes, the old store lacks"),
});
export type SwitchView = z.infer<typeof switchSchema>;
export const switchListSchema = z.object({ items: z.array(switchSchema), nextCursor: z.string().nullable() });

export const changedSchema = z.object({
  version: z.number(),
  revision: z.number(),
  change: changeSchema,
  plan: planSchema.nullable().describe("the steps still to come, such as those of a pausing cut-over"),
  warnings,
});
export type Changed = z.infer<typeof changedSchema>;
export const lockstepSchema = z.object({ changes: z.array(changedSchema) });
/** Steps stored at once, and the plans that hold those still to come. */
export const rolledBackSchema = z.object({ changes: z.array(changedSchema), plans: z.array(planSchema) });
/** What a rollback would change, switch by switch; nothing when there is nothing behind. */
export const rollbackPreviewSchema = z.object({
  legs: z.array(z.object({ switch: z.string(), from: restoredSchema, to: restoredSchema, steps: z.number() })),
});
export type RollbackPreview = z.infer<typeof rollbackPreviewSchema>;
/** The last step taken, and every step. */
export const switchRolledBackSchema = changedSchema.extend(rolledBackSchema.shape);
export const historySchema = z.object({ items: z.array(changeSchema), nextCursor: z.string().nullable() });
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

// ---------- lists ----------

/** Where a switch stands, as lists tell it: its moves, rules and instances come with the one that is looked at. */
export const switchRowSchema = standingSchema.extend({
  key: z.string(),
  module: z.string(),
  axis: axisSchema,
  secondaryWrites,
  pins: z.number().describe("rules that keep subjects at the position"),
  held: z.boolean(),
  version: z.number(),
  revision: z.number(),
  change: z
    .object({
      at: z.iso.datetime(),
      act: changeSchema.shape.act,
      direction: changeSchema.shape.direction,
      from: standingSchema.nullable(),
      by: z.string(),
    })
    .nullable()
    .describe("the one it stands by; null as long as it stands as created"),
});
export type SwitchRow = z.infer<typeof switchRowSchema>;
export const standingsSchema = z.object({ items: z.array(switchRowSchema), nextCursor: z.string().nullable() });

/** A change in one line. */
export const changeLineSchema = changeSchema
  .pick({ switch: true, module: true, axis: true, version: true, revision: true, at: true, act: true })
  .extend(changeSchema.pick({ direction: true, from: true, to: true, secondaryWrites: true, reason: true }).shape)
  .extend({ by: z.string() });
export type ChangeLine = z.infer<typeof changeLineSchema>;
export const newsSchema = z.object({
  items: z.array(changeLineSchema).describe("of the last hour, newest first, at most fifty; at least the last six, whenever"),
  nextCursor: z.string().nullable(),
});

const followers = z.array(z.object({ revision: z.number(), instances: z.number() }));
/** How far changes have come, whichever they are: a change is in effect where an instance acknowledged its revision. */
export const followingSchema = z.object({
  since: z.number().describe("first revision of the present lineage; what was acknowledged before it counts for nothing"),
  changedAt: z.iso.datetime().nullable().describe("when a switch changed last"),
  of: z.number().describe("instances that count"),
  acknowledged: followers.describe("how many of them acknowledged which revision last"),
  waiting: z.array(waitingSchema).describe("those furthest behind, at most five"),
  services: z
    .array(z.object({ service: z.string(), acknowledged: followers }))
    .describe("the same per service, when there are more than 500 instances; at most twenty, those furthest behind first"),
});
export type Following = z.infer<typeof followingSchema>;

/** How many modules are in each state of health. */
export const healthCountsSchema = z.object({
  bad: z.number(),
  watch: z.number(),
  unknown: z.number(),
  held: z.number(),
  ok: z.number(),
});
export type HealthCounts = z.infer<typeof healthCountsSchema>;

export const switchListQuerySchema = z.strictObject({
  module: z.string().max(100).optional().describe("only its switches"),
  cursor: z.string().max(110).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(200),
});

// ---------- after a restore ----------

export const settleBodySchema = z.strictObject({
  environment: z.string().max(60),
  module: z.string().max(100),
  keep: z
    .enum(["acting", "restored"])
    .describe("`acting` stores what instances act on; `restored` keeps what stands, and they follow"),
  reason: z.string().trim().min(10).max(2000),
  override: reason.optional().describe("why a store that may lack something may be relied on; with `restored`"),
});

const against = refusalSchema.extend({ overridable: z.boolean().describe("whether an `override` passes it") });
const settled = z.object({ call: standingSchema.nullable(), data: standingSchema.nullable() });
export const recoverySchema = z.object({
  environment: z.string(),
  cause: z.string().describe("how the restore was noticed"),
  since: z.iso.datetime(),
  until: z.iso.datetime().describe("instances that nobody knows of may speak until then"),
  restored: z.number().describe("revision the state was restored to"),
  waitsFor: z
    .array(
      waitingSchema
        .pick({ service: true, instance: true, revision: true, acknowledgedAt: true })
        .extend({ incarnation: z.string() }),
    )
    .describe("instances that have not said what they act on"),
  modules: z
    .array(
      z.object({
        module: z.string(),
        known: z.boolean().describe("false where the restored state does not know it"),
        kept: z.boolean().describe("a lead decided to keep the restored state"),
        acting: z.array(settled.extend({ service: z.string(), instance: z.string() })),
        takeOver: z.array(against).describe("what stands against storing what instances act on"),
        keep: z.array(against).describe("what stands against keeping what stands"),
      }),
    )
    .describe("where instances act on something else than what stands"),
});
export type RecoveryView = z.infer<typeof recoverySchema>;
export const recoveryListSchema = z.object({ items: z.array(recoverySchema) });
