import { z } from "zod";
import { changeSchema } from "./change.ts";

export const historyQuerySchema = z.strictObject({
  cursor: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const changesQuerySchema = z.strictObject({
  environment: z.string(),
  since: z.iso
    .datetime({ offset: true })
    .refine((text) => text >= "1970", "expected a time from 1970 on")
    .optional()
    .describe("from 1970 on; default: one hour ago"),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

export const historySchema = z.object({ items: z.array(changeSchema), nextCursor: z.string().nullable() });

/** A change in one line. */
export const changeLineSchema = changeSchema
  .pick({ switch: true, module: true, axis: true, version: true, revision: true, at: true, act: true })
  .extend(changeSchema.pick({ direction: true, from: true, to: true, secondaryWrites: true, reason: true }).shape)
  .extend({ by: z.string() });
export type ChangeLine = z.infer<typeof changeLineSchema>;

export const newsSchema = z.object({
  items: z.array(changeLineSchema).describe("of the last hour, newest first, at most fifty; at least the last six, whenever"),
  nextCursor: z.string().nullable(),
});
