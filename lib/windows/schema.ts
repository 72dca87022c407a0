import { z } from "zod";
import { isStorableTime, TIME_EXPECTED } from "../core/text/moment.ts";

/** Requests and responses of freeze windows. While one is open, nothing moves forward. */

const moment = z.iso
  .datetime({ offset: true })
  .refine(isStorableTime, TIME_EXPECTED)
  .describe("from 1970 on, before the year 9999");
const reason = z.string().trim().min(1).max(500);
const version = z.int().min(1).max(2_147_483_647);

// ---------- requests ----------

export const windowBodySchema = z.strictObject({
  environment: z.string().max(60).nullable().default(null).describe("key; null covers every environment"),
  startsAt: moment,
  endsAt: moment,
  reason,
});
export const windowPatchSchema = z.strictObject({
  expectedVersion: version,
  startsAt: moment.optional(),
  endsAt: moment.optional(),
  reason: reason.optional(),
});
export const windowDeleteQuerySchema = z.strictObject({ expectedVersion: z.coerce.number().int().min(1).max(2_147_483_647) });
export const windowQuerySchema = z.strictObject({
  environment: z.string().max(60).optional().describe("those that cover it"),
  past: z.enum(["true", "false"]).default("false").describe("those that ended, too"),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional().describe("default: all"),
});

// ---------- responses ----------

export const windowSchema = z.object({
  id: z.string(),
  environment: z.string().nullable().describe("null covers every environment"),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  reason: z.string(),
  open: z.boolean().describe("begun and not ended"),
  version: z.int(),
  createdAt: z.iso.datetime(),
});
export type WindowView = z.infer<typeof windowSchema>;
export const windowListSchema = z.object({ items: z.array(windowSchema), nextCursor: z.string().nullable() });
