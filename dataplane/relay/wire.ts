import { z } from "zod";
import { exampleOf } from "../../lib/core/evaluation/example.ts";
import { ACKNOWLEDGEMENT_RULES, acknowledgementSchema } from "../../lib/instances/schema.ts";
import { comparisonReportSchema, sampleSchema, windowReportSchema } from "../../lib/measurements/schema.ts";
import { CONTACT_KINDS } from "../../lib/tokens/schema.ts";

/** What two dataplanes say to each other, the lower one asking. */

export const RELAY_PATHS = {
  stream: "/api/v1/relay/stream",
  refresh: "/api/v1/relay/refresh",
  instances: "/api/v1/relay/instances",
  measurements: "/api/v1/relay/measurements",
} as const;

const id = z.uuid();
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

// ---------- stream ----------

/** Event `environment`: what is known beside the switches. Where `revision` is news, a snapshot or a change follows. */
export const aboutSchema = z.object({
  id,
  revision: count,
  modules: z.record(z.string(), z.string()),
  changedAt: z.number(),
  allowedOrigins: z.array(z.string()),
  stale: z.boolean(),
});
export type About = z.infer<typeof aboutSchema>;

/** Event `tokens`: all that are good in one environment. `digest` names exactly these. */
export const tokensSchema = z.object({
  environment: id,
  digest: z.string(),
  tokens: z.array(
    z.object({
      id: z.string(),
      hash: z.string(),
      environmentId: id,
      scopes: z.array(z.string()),
      expiresAt: z.number().nullable(),
    }),
  ),
});

/** Event `gone`. */
export const goneSchema = z.object({ id });

/** Answer of `refresh`: what the stream brings, if it has not already. */
export const refreshedSchema = z.object({
  environments: z.array(z.object({ id, revision: count, tokens: z.string() })),
});
export type Refreshed = z.infer<typeof refreshedSchema>;

// ---------- instances ----------

const MOST_WORDS = 500;
/** Processes above told apart; more of them cost another request now and then. */
export const MOST_MARKS = 64;

/** A moment on the clock of the process above, whose answer carried it. */
export const markSchema = z.object({ process: z.string(), at: z.number() });
export type Mark = z.infer<typeof markSchema>;

/**
 * Words on their way up: each was heard between `oldestMs` and `waitedMs` before it was sent. How long the way takes
 * nobody knows. But a mark of the clock above arrived here `elapsedMs` before, and time runs alike in both places:
 * on that clock, the word was heard no earlier than the mark and the time between.
 */
export const wordsSchema = z.object({
  environment: id,
  marks: z.array(markSchema.extend({ elapsedMs: z.number().min(0).max(1e12) })).max(MOST_MARKS),
  words: z
    .array(acknowledgementSchema.safeExtend({ waitedMs: z.number().min(0).max(1e12), oldestMs: z.number().min(0).max(1e12) }))
    .max(MOST_WORDS),
});

/** `outcomes` is null where none of the marks was of this process: the words are to be said again with this one. */
export const outcomesSchema = z.object({
  mark: markSchema,
  outcomes: z
    .array(
      z.object({
        revision: count,
        now: z.coerce.date(),
        adopt: z.boolean().optional(),
        refusal: z
          .object({
            rule: z.enum(ACKNOWLEDGEMENT_RULES),
            message: z.string(),
            detail: z.record(z.string(), z.unknown()),
          })
          .nullable(),
      }),
    )
    .nullable(),
});

// ---------- measurements ----------

const MOST_ROWS = 1000;
/** The end of the year 9999. */
const LAST_MOMENT = 253_402_300_799_999;
const row = { environmentId: id, moduleId: id, source: id };
const text = z.string().max(2048);
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/, "expected no NUL");

/** Rows as they are stored; each replaces the one its source sent before. */
export const rowsSchema = z.object({
  windows: z
    .array(windowReportSchema.omit({ module: true }).extend(row))
    .max(MOST_ROWS)
    .default([]),
  counts: z
    .array(comparisonReportSchema.omit({ module: true }).extend({ ...row, secondaryFailedOld: count, secondaryFailedNew: count }))
    .max(MOST_ROWS)
    .default([]),
  samples: z
    .array(sampleSchema.omit({ module: true }).extend({ id, environmentId: id, moduleId: id, old: text, new: text }))
    .max(MOST_ROWS)
    .default([]),
  sharedRecords: z
    .array(
      z.object({
        ...row,
        count: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
        firstAt: z
          .number()
          .min(0)
          .max(LAST_MOMENT / 1000),
        lastAt: z
          .number()
          .min(0)
          .max(LAST_MOMENT / 1000),
        example: text,
      }),
    )
    .max(MOST_ROWS)
    .default([]),
  losses: z
    .array(
      z.object({
        environmentId: id,
        at: z.int().min(0).max(4_102_444_800),
        reason: z.string().regex(/^[a-zA-Z ]{1,100}$/),
        source: id,
        count,
        series: z.int().min(0).max(2_147_483_647),
      }),
    )
    .max(MOST_ROWS)
    .default([]),
  unreadables: z
    .array(
      z.object({
        environmentId: id,
        at: z.int().min(0).max(4_102_444_800),
        switch: name,
        rule: name,
        source: id,
        count,
        example: z.string().max(100).nullable().transform(exampleOf),
      }),
    )
    .max(MOST_ROWS)
    .default([]),
  tokenUses: z
    .array(z.object({ id, environmentId: id, at: z.number().min(0).max(LAST_MOMENT) }))
    .max(MOST_ROWS)
    .default([]),
  contacts: z
    .array(
      z.object({
        tokenId: id,
        environmentId: id,
        kind: z.enum(CONTACT_KINDS),
        name: z
          .string()
          .max(100)
          .regex(/^[^\0]*$/, "expected no NUL"),
        at: z.number().min(0).max(LAST_MOMENT),
      }),
    )
    .max(MOST_ROWS)
    .default([]),
});
export type Rows = z.infer<typeof rowsSchema>;
export const takenSchema = z.object({ stored: z.number() });
