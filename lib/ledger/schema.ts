import { z } from "zod";
import { isWellFormed } from "../core/evaluation/bucket.ts";

/** Requests and responses of the secondary-write ledger: writes that one store took and the other did not. */

const key = z.string().min(1).max(100);

// ---------- dataplane ----------

/** Any text but NUL, which Postgres does not store. */
const word = z
  .string()
  .max(500)
  .regex(/^[^\0]*$/, "expected no NUL");
const label = word.min(1).max(200);
const store = z.enum(["old", "new"]).describe("the store that lacks the write");
const MOST_ENTRIES = 500;

/** Body of `POST /api/v1/ledger`: writes the authority took and the other store did not, or perhaps did not. */
export const failuresSchema = z.strictObject({
  service: label,
  instance: label,
  entries: z
    .array(
      z.strictObject({
        module: label,
        store,
        key: word
          .min(1)
          // Half a character cannot be stored, so the record could not be found by it.
          .transform((text) => (isWellFormed(text) ? text : "*"))
          .describe("of the record; * when it is not known"),
        subject: word.default(""),
        operation: label,
        error: z
          .string()
          .default("")
          .transform((text) => text.slice(0, 500).replaceAll("\0", "")),
        at: z.number().min(0).max(253_402_300_799).describe("when it failed, seconds since the epoch"),
      }),
    )
    .max(MOST_ENTRIES),
});
export type Failures = z.infer<typeof failuresSchema>;

/** Query of `GET /api/v1/ledger`. */
export const openFailuresQuerySchema = z.strictObject({
  module: label,
  limit: z.coerce.number().int().min(1).max(MOST_ENTRIES).default(100),
});

/** Body of `POST /api/v1/ledger/repairs`; `sequence` is the one read before the repair began. */
export const repairsSchema = z.strictObject({
  service: label,
  instance: label,
  repairs: z
    .array(
      z.strictObject({
        module: label,
        store,
        key: word.min(1),
        sequence: z.int().min(1).max(2_147_483_647),
        ok: z.boolean(),
        error: z
          .string()
          .default("")
          .transform((text) => text.slice(0, 500).replaceAll("\0", "")),
      }),
    )
    .max(MOST_ENTRIES),
});
export type Repairs = z.infer<typeof repairsSchema>;

// ---------- console ----------

export const ledgerQuerySchema = z.strictObject({
  environment: key,
  module: key.optional(),
  state: z.enum(["open", "resolved"]).default("open"),
  cursor: z.string().max(4000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Where a page ended: time, module, store and key of its last entry. */
export const ledgerPlaceSchema = z.tuple([
  z.iso.datetime(),
  z.string().regex(/^[a-z0-9-]+$/),
  z.enum(["old", "new"]),
  z.string().refine((text) => !text.includes("\0") && isWellFormed(text)),
]);

export const ledgerEntrySchema = z.object({
  module: z.string(),
  store: z.enum(["old", "new"]).describe("the store that lacks the write"),
  key: z.string(),
  subject: z.string(),
  operation: z.string(),
  service: z.string(),
  sequence: z.int().describe("how often the key failed"),
  attempts: z.number().describe("repairs tried since it failed last"),
  error: z.string(),
  failedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable(),
  resolvedBy: z.string().nullable(),
});
export type LedgerEntryView = z.infer<typeof ledgerEntrySchema>;
export const ledgerListSchema = z.object({
  items: z.array(ledgerEntrySchema),
  nextCursor: z.string().nullable(),
  open: z.number().describe("entries that wait for a repair, on all pages"),
});
export type LedgerList = z.infer<typeof ledgerListSchema>;
