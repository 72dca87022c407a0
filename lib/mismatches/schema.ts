import { z } from "zod";

/** Requests and responses of sampled differences between the answers of both stores. */

const key = z.string().min(1).max(100);
export const MISMATCH_KINDS = ["missing", "extra", "type", "value"] as const;

export const mismatchQuerySchema = z.strictObject({
  environment: key,
  module: key.optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const mismatchSchema = z.object({
  id: z.string(),
  module: z.string(),
  operation: z.string(),
  field: z.string().describe("where they differ, indexes replaced by *"),
  kind: z.enum(MISMATCH_KINDS).describe("of the new answer against the old"),
  old: z.unknown().describe("as the service redacted it"),
  new: z.unknown(),
  at: z.iso.datetime(),
});
export type MismatchView = z.infer<typeof mismatchSchema>;
export const mismatchListSchema = z.object({ items: z.array(mismatchSchema), nextCursor: z.string().nullable() });
