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

const allowedOrigins = z
  .array(z.string())
  .max(100)
  .superRefine((origins, { addIssue }) => {
    const wrong = origins.find((origin) => !isOrigin(origin));
    if (wrong !== undefined) addIssue({ code: "custom", message: expectedOrigin(wrong) });
  })
  .describe("origins whose pages may read switches here: https://host, with its port where that is unusual, or * for any");

/** Written exactly as browsers write it, since that is what it is compared with. */
function isOrigin(text: string): boolean {
  if (text === "*") return true;
  return /^https?:\/\/[^*]{1,290}$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function expectedOrigin(text: string): string {
  const meant = URL.canParse(text) ? new URL(text).origin : "";
  const hint = isOrigin(meant) ? ` Perhaps ${meant} is meant.` : "";
  return `“${text.slice(0, 100)}” is not an origin: expected https://host or https://host:port without a path, or *.${hint}`;
}

// ---------- requests ----------

export const environmentBodySchema = z.strictObject({
  key,
  name,
  protected: z.boolean().default(false).describe("raises the friction of forward moves"),
});
export const environmentPatchSchema = z.strictObject({
  expectedVersion: z.int().min(1).max(2_147_483_647),
  name: name.optional(),
  position: z.int().min(0).max(1000).optional().describe("its place in their order, from 0; the others make room"),
  protected: z.boolean().optional(),
  approvals: approvals.optional(),
  stepLimit: stepLimit.optional(),
  allowedOrigins: allowedOrigins.optional(),
  reason: z.string().trim().max(2000).optional(),
});

/** Archives an environment, or brings it back. */
export const environmentArchiveSchema = environmentPatchSchema.pick({ expectedVersion: true, reason: true });
export const archivedAsked = z.literal("true").optional().describe("those that are archived, instead of the others");

// ---------- responses ----------

export const environmentSchema = z.object({
  key: z.string(),
  name: z.string(),
  position: z.number().describe("order within the project, from 0"),
  protected: z.boolean(),
  approvals,
  stepLimit,
  allowedOrigins: z.array(z.string()).describe("origins whose pages may read switches here; * is any"),
  archivedAt: z.iso.datetime().nullable().describe("out of sight since then; nothing in it moves"),
  version: z.int(),
  revision: z.int().describe("of the last change to anything a service reads here"),
  createdAt: z.iso.datetime(),
});
export type EnvironmentView = z.infer<typeof environmentSchema>;
export const environmentListSchema = z.object({ items: z.array(environmentSchema), nextCursor: z.string().nullable() });
