import { z } from "zod";

/** What an owner says of an installation whose state was restored from an older copy. */
export const restoredBodySchema = z.strictObject({
  lineage: z.uuid().describe("the one it was restored in; where another has begun already, nothing happens"),
  reason: z.string().trim().min(10).max(2000),
});

/** The history that revisions belong to. */
export const lineageSchema = z.object({
  lineage: z.string(),
  since: z.iso.datetime(),
  cause: z.string().describe("how it began"),
});
export type LineageView = z.infer<typeof lineageSchema>;
