import { z } from "zod";

/** Requests and responses of phases. */

const name = z.string().trim().min(1).max(200);
const goal = z.string().trim().max(2000);
const position = z.int().min(1).max(1000).describe("1 is the first phase; beyond the last means last");
const version = z.int().min(1);

// ---------- requests ----------

export const phaseBodySchema = z.strictObject({ name, goal: goal.default(""), position: position.optional() });
export const phasePatchSchema = z.strictObject({
  expectedVersion: version,
  name: name.optional(),
  goal: goal.optional(),
  position: position.optional(),
  reason: z.string().trim().max(2000).optional(),
});
export const phaseDeleteQuerySchema = z.strictObject({ expectedVersion: z.coerce.number().int().min(1) });

// ---------- responses ----------

export const phaseSchema = z.object({
  id: z.string(),
  position: z.number(),
  name: z.string(),
  goal: z.string(),
  version: z.int(),
  createdAt: z.iso.datetime(),
});
export type PhaseView = z.infer<typeof phaseSchema>;
export const phaseListSchema = z.object({ items: z.array(phaseSchema), nextCursor: z.string().nullable() });
