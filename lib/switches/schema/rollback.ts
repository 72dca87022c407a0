import { z } from "zod";
import { planSchema } from "../../plans/schema.ts";
import { reason, secondaryWrites, standingSchema, version } from "./fields.ts";
import { changedSchema } from "./outcome.ts";
import { ruleSchema } from "./rules.ts";

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

/** What a rollback brings back of a switch. */
export const restoredSchema = standingSchema.extend({ rules: z.array(ruleSchema), secondaryWrites, checkRatio: z.int() });
export type RestoredView = z.infer<typeof restoredSchema>;

/** Steps stored at once, and the plans that hold those still to come. */
export const rolledBackSchema = z.object({ changes: z.array(changedSchema), plans: z.array(planSchema) });

/** What a rollback would change, switch by switch; nothing when there is nothing behind. */
export const rollbackPreviewSchema = z.object({
  legs: z.array(z.object({ switch: z.string(), from: restoredSchema, to: restoredSchema, steps: z.number() })),
});
export type RollbackPreview = z.infer<typeof rollbackPreviewSchema>;

/** The last step taken, and every step. */
export const switchRolledBackSchema = changedSchema.extend(rolledBackSchema.shape);
