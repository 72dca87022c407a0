import { z } from "zod";

/** Shapes of measurements: what services report, and what charts read. */

export const pathSchema = z.enum(["old", "new"]);
export const kindSchema = z.enum(["http", "read", "write"]);
export type Path = z.infer<typeof pathSchema>;
export type Kind = z.infer<typeof kindSchema>;

/** Length of a stored window in seconds; windows start at multiples of it. */
export const WINDOW_SECONDS = 10;

/** How long each resolution is kept, in seconds. */
export const KEPT_SECONDS = {
  tenSeconds: 6 * 3600,
  minute: 7 * 86_400,
  hour: 400 * 86_400,
  operationCounts: 30 * 86_400,
  losses: 30 * 86_400,
  unreadables: 30 * 86_400,
};

/** The last moment of the year 9999; databases and dates go no further. */
const LAST_SECOND = 253_402_300_799;

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Printable: Postgres stores no NUL, and nobody wants line breaks in a table. */
const label = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, "expected no control characters");
const windowStart = z.int().min(0).describe("start of the ten-second window, seconds since the epoch");

const histogramSchema = z.strictObject({
  scale: z.int().min(-10).max(20),
  zeroCount: count,
  offset: z.int().min(-20_000).max(20_000),
  counts: z.array(count).max(320),
});

export const windowReportSchema = z.strictObject({
  module: label,
  kind: kindSchema,
  operation: label,
  path: pathSchema,
  at: windowStart,
  count,
  errors: count,
  sum: z.number().min(0).describe("sum of durations in seconds"),
  histogram: histogramSchema,
});

export const comparisonReportSchema = z.strictObject({
  module: label,
  operation: label,
  at: windowStart,
  compared: count,
  equal: count,
  different: count,
  skipped: count,
});

const secondaryFailureSchema = z.strictObject({
  module: label,
  operation: label,
  path: pathSchema.describe("the store whose write failed"),
  at: windowStart,
  count,
});

const SIDE_LENGTH = 2048;
const NOT_IN_POSTGRES = /\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g;

/** A side of a sampled difference, as JSON text that Postgres takes: without NUL and halves of surrogate pairs. */
const side = z.unknown().transform((value, context) => {
  const text = jsonOf(value).replace(NOT_IN_POSTGRES, (all, what) => (what.length > 1 ? "\\ufffd" : all));
  if (text.length <= SIDE_LENGTH) return text;
  context.addIssue(`expected at most ${SIDE_LENGTH} characters of JSON`);
  return z.NEVER;
});

/** Too deep to write is too long to keep. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value ?? null);
  } catch {
    return " ".repeat(SIDE_LENGTH + 1);
  }
}

/** One difference between the answers of both stores, redacted by the service that saw it. */
export const sampleSchema = z.strictObject({
  module: label,
  operation: label,
  at: z.number().min(0).max(LAST_SECOND).describe("seconds since the epoch"),
  field: z
    .string()
    .max(500)
    .regex(/^[^\0]*$/, "expected no NUL")
    .describe("where they differ, indexes replaced by *"),
  kind: z.enum(["missing", "extra", "type", "value"]),
  old: side.prefault(null),
  new: side.prefault(null),
});
export type SampleReport = z.infer<typeof sampleSchema>;

/** Evaluations in which a rule met a value it could not read. */
const unreadableReportSchema = z.strictObject({
  switch: label,
  rule: label,
  at: windowStart,
  count,
  example: z.string().max(100).nullable().describe("one of the values, where it looks like a version"),
});
export type UnreadableReport = z.infer<typeof unreadableReportSchema>;

/** Writes of records that two subjects on different sides of a split data switch share. */
export const sharedRecordSchema = z.strictObject({
  module: label,
  at: z.number().min(0).max(LAST_SECOND).describe("the last of them, seconds since the epoch"),
  count: z.int().min(1).max(1e9),
  example: side.prefault(null).describe("key of one of them, as the service redacted it"),
});
export type SharedRecordReport = z.infer<typeof sharedRecordSchema>;

/** Body of `POST /api/v1/reports` on the dataplane. `batch` makes a repeated delivery count once. */
export const reportSchema = z.strictObject({
  service: label,
  instance: label,
  batch: z.string().min(1).max(100),
  windows: z.array(windowReportSchema).max(5000).default([]),
  comparisons: z.array(comparisonReportSchema).max(5000).default([]),
  secondaryFailures: z.array(secondaryFailureSchema).max(5000).default([]),
  samples: z.array(sampleSchema).max(50).default([]),
  unreadable: z.array(unreadableReportSchema).max(5000).default([]),
  sharedRecords: z.array(sharedRecordSchema).max(500).default([]),
  lost: count.default(0).describe("rows the sender dropped since it last said so"),
});
export type Report = z.infer<typeof reportSchema>;
export type WindowReport = z.infer<typeof windowReportSchema>;

const timeSchema = z.union([
  z.coerce.number().min(0).max(LAST_SECOND),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000),
]);

/** Query of `GET …/measurements`. Times are epoch seconds or RFC 3339; `step` is in seconds. */
export const measurementQuerySchema = z.strictObject({
  environment: z.string(),
  module: z.string().optional(),
  kind: kindSchema.optional(),
  operation: z.string().optional(),
  from: timeSchema.optional().describe("default: `seconds` before `to`"),
  seconds: z.coerce
    .number()
    .int()
    .min(10)
    .max(400 * 86_400)
    .optional()
    .describe("default: an hour; the server's clock says when it is"),
  to: timeSchema.optional().describe("default: now"),
  step: z.coerce.number().int().min(10).max(86_400).optional().describe("default: the finest that gives at most 600 points"),
  by: z.enum(["operation", "path"]).default("operation").describe("`path` merges all operations of a path and kind"),
});

/** A window without samples is absent. Durations are seconds; null when there are too few samples to say. */
export const pointSchema = z.object({
  t: z.number().describe("start of the step, seconds since the epoch"),
  count: z.number(),
  errors: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});
export const seriesSchema = z.object({
  module: z.string(),
  path: pathSchema,
  kind: kindSchema,
  operation: z.string().nullable(),
  points: z.array(pointSchema),
});
export const measurementsSchema = z.object({
  from: z.number().describe("seconds since the epoch, by the server's clock"),
  to: z.number(),
  step: z.number(),
  series: z.array(seriesSchema),
});
export type Measurements = z.infer<typeof measurementsSchema>;

const pathSummarySchema = z.object({
  count: z.number(),
  errors: z.number(),
  perSecond: z.number(),
  p50: z.number().nullable(),
  p99: z.number().nullable(),
});

/** One module over the last `seconds`, in whole windows: both paths side by side, for overview and board. */
export const moduleSummarySchema = z.object({
  module: z.string(),
  seconds: z.number(),
  /** Epoch seconds of the newest window that arrived; null when nothing ever did. */
  newest: z.number().nullable(),
  old: pathSummarySchema.nullable(),
  new: pathSummarySchema.nullable(),
  comparisons: z.object({ compared: z.number(), different: z.number(), skipped: z.number() }),
  secondaryFailures: z.number(),
});
export const summariesSchema = z.object({ items: z.array(moduleSummarySchema) });
export type ModuleSummary = z.infer<typeof moduleSummarySchema>;

/** Why something a service sent was not kept. The dataplane answers the sender with the same words. */
export const LOSS_REASONS = [
  "too many series",
  "buffer full",
  "unattributed",
  "unknown module",
  "unknown rule",
  "not a histogram",
  "not a duration",
  "without temporality",
  "without time",
  "counts do not add up",
  "sender not told apart",
  "implausible",
  "too old",
  "in the future",
  "refused by Postgres",
  "lost by the sender",
] as const;
export type LossReason = (typeof LOSS_REASONS)[number];

/** Points, windows or samples dropped for one reason; `series` is the fewest different ones there can have been. */
export const lossSchema = z.object({ reason: z.string(), count: z.number(), series: z.number() });
export const lossesSchema = z.object({ items: z.array(lossSchema) });
export type Loss = z.infer<typeof lossSchema>;

/** How often one rule met a value it could not read. */
export const unreadableSchema = z.object({
  switch: z.string(),
  rule: z.string(),
  count: z.number(),
  example: z.string().nullable().describe("one of the values, where it may be shown"),
});
export const unreadablesSchema = z.object({ items: z.array(unreadableSchema) });
export type Unreadable = z.infer<typeof unreadableSchema>;
