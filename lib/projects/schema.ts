import { z } from "zod";
import { ROLES } from "../core/access/policy.ts";
import { KEY, LONGEST_KEY } from "../core/text/key.ts";
import { isZone } from "../core/text/zoned.ts";
import { severalModulesSchema } from "../modules/schema.ts";

/** Requests and responses of projects. */

const key = z
  .string()
  .max(LONGEST_KEY)
  .regex(KEY, "expected lower-case letters, digits and hyphens, beginning with a letter or digit");
const name = z.string().trim().min(1).max(200);
const goal = z.string().trim().max(2000);
const timeZone = z
  .string()
  .max(60)
  .refine(isZone, "expected the IANA name of a time zone, such as Europe/Berlin")
  .describe("IANA name of the zone its own days are in");

// ---------- requests ----------

export const projectBodySchema = z.strictObject({
  key,
  name,
  goal: goal.default(""),
  timeZone: timeZone.default("UTC"),
  demo: z.boolean().default(false).describe("shown with a DEMO mark"),
  modules: severalModulesSchema.default([]).describe("its first modules; they and the project are made together, or neither"),
});
export const projectPatchSchema = z.strictObject({
  expectedVersion: z.int().min(1),
  name: name.optional(),
  goal: goal.optional(),
  timeZone: timeZone.optional(),
  reason: z.string().trim().max(2000).optional(),
});

// ---------- responses ----------

/** A refactoring programme, its environments in their order, and what the reader may do in it. */
export const projectSchema = z.object({
  key: z.string(),
  name: z.string(),
  goal: z.string(),
  timeZone: z.string().describe("IANA name of the zone its own days are in"),
  demo: z.boolean(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  role: z.enum(ROLES).describe("of the caller"),
  environments: z.array(z.object({ key: z.string(), name: z.string(), protected: z.boolean() })),
});
export type ProjectView = z.infer<typeof projectSchema>;
export const projectListSchema = z.object({ items: z.array(projectSchema), nextCursor: z.string().nullable() });
