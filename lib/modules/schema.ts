import { z } from "zod";
import { KEY, LONGEST_KEY } from "../core/text/key.ts";
import { LONGEST_TEXT, MOST_MODULES } from "../core/text/module-list.ts";

/** Requests and responses of modules. */

const key = z
  .string()
  .max(LONGEST_KEY)
  .regex(KEY, "expected lower-case letters, digits and hyphens, beginning with a letter or digit");
const name = z.string().trim().min(1).max(LONGEST_TEXT);
const text = z.string().trim().max(LONGEST_TEXT);
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
/** Modules that are registered together. */
export const severalModulesSchema = z
  .array(moduleBodySchema)
  .max(MOST_MODULES)
  .superRefine((modules, { addIssue }) => {
    const known = new Set<string>();
    for (const [index, { key }] of modules.entries()) {
      if (known.has(key)) addIssue({ code: "custom", path: [index, "key"], message: "another one of these modules has it" });
      known.add(key);
    }
  });
export const registrationBodySchema = z.strictObject({
  modules: severalModulesSchema.min(1, "name at least one module"),
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
/** Archives a module, or brings it back. */
export const moduleArchiveSchema = z.strictObject({
  expectedVersion: version,
  reason: z.string().trim().max(2000).optional(),
});
export const archivedAsked = z.literal("true").optional().describe("those that are archived, instead of the others");

// ---------- responses ----------

/** A unit that moves from the old system to a new one; its switches are `<key>.route`, `.call` and `.data`. */
export const moduleSchema = z.object({
  key: z.string(),
  name: z.string(),
  domain: z.string(),
  owner: z.string(),
  oldSystem: z.string(),
  newSystem: z.string(),
  archivedAt: z.iso.datetime().nullable().describe("out of sight since then; nothing of it moves"),
  version: z.int(),
  createdAt: z.iso.datetime(),
});
export type ModuleView = z.infer<typeof moduleSchema>;
export const moduleListSchema = z.object({ items: z.array(moduleSchema), nextCursor: z.string().nullable() });
export const registrationSchema = z.object({ items: z.array(moduleSchema) });
