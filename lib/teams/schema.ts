import { z } from "zod";

/** Requests and responses of teams. */

const name = z.string().trim().min(1).max(200);
const members = z.array(z.uuid()).max(200).describe("ids of members of the project");

// ---------- requests ----------

export const teamBodySchema = z.strictObject({ name, members: members.default([]) });
export const teamPatchSchema = z.strictObject({
  expectedVersion: z.int().min(1),
  name: name.optional().describe("what it owns under the name before is owned under this one then"),
  members: members.optional(),
  reason: z.string().trim().max(2000).optional(),
});
export const teamDeleteQuerySchema = z.strictObject({ expectedVersion: z.coerce.number().int().min(1) });

// ---------- responses ----------

/** Members of a project under one name, which owns modules, milestones and risks. */
export const teamSchema = z.object({
  id: z.string(),
  name: z.string(),
  members: z.array(z.object({ id: z.string(), name: z.string() })),
  version: z.int(),
  createdAt: z.iso.datetime(),
});
export type TeamView = z.infer<typeof teamSchema>;
export const teamListSchema = z.object({ items: z.array(teamSchema), nextCursor: z.string().nullable() });
