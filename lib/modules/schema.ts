import { z } from "zod";

/** Requests and responses of modules. */

const key = z
  .string()
  .max(60)
  .regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and hyphens, beginning with a letter or digit");
const name = z.string().trim().min(1).max(200);
const text = z.string().trim().max(200);
const version = z.int().min(1);

// ---------- requests ----------

export const moduleBodySchema = z.strictObject({
  key,
  name,
  domain: text.default(""),
  owner: text.default(""),
  oldSystem: text.default(""),
  newSystem: text.default(""),
});
export const modulePatchSchema = z.strictObject({
  expectedVersion: version,
  name: name.optional(),
  domain: text.optional(),
  owner: text.optional(),
  oldSystem: text.optional(),
  newSystem: text.optional(),
  reason: z.string().trim().max(2000).optional(),
});

// ---------- responses ----------

/** A unit that moves from the old system to a new one; its switches are `<key>.route`, `.call` and `.data`. */
export const moduleSchema = z.object({
  key: z.string(),
  name: z.string(),
  domain: z.string(),
  owner: z.string(),
  oldSystem: z.string(),
  newSystem: z.string(),
  version: z.number(),
  createdAt: z.iso.datetime(),
});
export type ModuleView = z.infer<typeof moduleSchema>;
export const moduleListSchema = z.object({ items: z.array(moduleSchema), nextCursor: z.string().nullable() });
