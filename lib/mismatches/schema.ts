import { z } from "zod";

/** Requests and responses of sampled differences between the answers of both stores, and of records written from both sides. */

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

/** For how long a record written from both sides is told of after it was seen last. */
export const SHARED_SECONDS = 3600;

export const sharedRecordsSchema = z.object({
  module: z.string(),
  count: z.number().describe("writes of a record that another subject, on the other side, had written last"),
  since: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  example: z.unknown().describe("key of one of them, as the service redacted it"),
});
export type SharedRecordsView = z.infer<typeof sharedRecordsSchema>;

export const mismatchListSchema = z.object({
  items: z.array(mismatchSchema),
  nextCursor: z.string().nullable(),
  shared: z.array(sharedRecordsSchema).describe("modules whose records were written from both sides within the last hour"),
});
export type MismatchList = z.infer<typeof mismatchListSchema>;
