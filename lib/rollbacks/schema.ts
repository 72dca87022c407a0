import { z } from "zod";
import { planSchema } from "../plans/schema.ts";
import { refusalSchema } from "../switches/schema/fields.ts";
import { rolledBackSchema } from "../switches/schema/rollback.ts";

/** Why a module of a project's rollback does not go back. */
const unmoved = z.object({
  module: z.string(),
  environment: z.string(),
  state: z.enum(["nothing-behind", "refused", "failed"]),
  refusals: z.array(refusalSchema),
});

export const projectRollbackSchema = z.object({
  id: z.string(),
  environment: z.string().nullable().describe("null is every environment"),
  to: z.enum(["old"]).nullable(),
  state: z.enum(["running", "done"]).describe("`done` when every module has begun or was found not to go back"),
  held: z.number().describe("how many switches were held at once"),
  modules: z.object({
    of: z.number(),
    pending: z.number().describe("held, and their first step not looked at yet"),
    begun: z.number().describe("the first steps are stored, or wait in a plan"),
    waiting: z.number().describe("of those begun: steps are still to come"),
    unmoved: z.number(),
    superseded: z.number().describe("left to a rollback that was asked for later"),
  }),
  unmoved: z.array(unmoved).describe("the first hundred that do not go back, and why"),
  actor: planSchema.shape.actor,
  reason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type ProjectRollbackView = z.infer<typeof projectRollbackSchema>;

/** What a module stores comes later; until then there are no changes and no plans to tell of. */
export const projectRolledBackSchema = rolledBackSchema.extend({ rollback: projectRollbackSchema });

export const rollbackListQuerySchema = z.strictObject({
  state: z.enum(["running", "done"]).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export const rollbackListSchema = z.object({ items: z.array(projectRollbackSchema), nextCursor: z.string().nullable() });
