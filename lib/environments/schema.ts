import { z } from "zod";

/** Requests and responses of environments. */

const key = z
  .string()
  .max(60)
  .regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and hyphens, beginning with a letter or digit");
const name = z.string().trim().min(1).max(200);
const approvals = z.boolean().describe("forward changes wait for a second person");
const stepLimit = z
  .int()
  .min(1)
  .max(100_000)
  .nullable()
  .describe("largest raise in thousandths of a percent; null: the default of protected environments, none elsewhere");

// ---------- requests ----------

export const environmentBodySchema = z.strictObject({
  key,
  name,
  protected: z.boolean().default(false).describe("raises the friction of forward moves"),
});
export const environmentPatchSchema = z.strictObject({
  expectedVersion: z.int().min(1).max(2_147_483_647),
  name: name.optional(),
  protected: z.boolean().optional(),
  approvals: approvals.optional(),
  stepLimit: stepLimit.optional(),
  reason: z.string().trim().max(2000).optional(),
});

// ---------- responses ----------

export const environmentSchema = z.object({
  key: z.string(),
  name: z.string(),
  position: z.number().describe("order within the project, from 0"),
  protected: z.boolean(),
  approvals,
  stepLimit,
  version: z.number(),
  revision: z.number().describe("of the last change to anything a service reads here"),
  createdAt: z.iso.datetime(),
});
export type EnvironmentView = z.infer<typeof environmentSchema>;
export const environmentListSchema = z.object({ items: z.array(environmentSchema), nextCursor: z.string().nullable() });
