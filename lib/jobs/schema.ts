import { z } from "zod";
import { isStorableTime, TIME_EXPECTED } from "../core/text/moment.ts";

/** Requests and responses of data jobs: comparisons of both stores that mend what differs. */

const key = z.string().min(1).max(100);
const count = z.int().min(0).max(1e15);
export const JOB_STATES = ["running", "done", "failed"] as const;
const state = z.enum(JOB_STATES);
const store = z.enum(["old", "new"]).describe("the store it brings up to date");

// ---------- requests ----------

export const jobBodySchema = z.strictObject({
  environment: key,
  module: key,
  store,
  since: z.iso
    .datetime({ offset: true })
    .refine(isStorableTime, TIME_EXPECTED)
    .optional()
    .describe("only keys written since then, from 1970 on; default: all keys"),
  link: z.url().max(2000).optional(),
});
const rangeKey = z
  .string()
  .max(500)
  .regex(/^[^\0]*$/, "expected no NUL")
  .nullable();
const comparedSchema = z.object({ old: count, new: count });
export const rangesSchema = z.array(z.object({ from: rangeKey, to: rangeKey })).max(1000);

/** What an end says besides, or it says nothing of the stores. */
const ASKED_AT_THE_END = {
  differences: "say how many keys still differ",
  compared: "say how many rows either store held",
  ranges: "say which keys it went through",
  revision: "say the revision it began at",
} as const;

export const jobPatchSchema = z
  .strictObject({
    state: state.optional().describe("`done` and `failed` end it; default: unchanged"),
    rows: count.optional().describe("keys compared so far"),
    mended: count.optional().describe("keys copied so far"),
    differences: count.optional().describe("keys that still differ; the job counts when it ends with 0"),
    compared: comparedSchema.strict().optional().describe("rows either store held of what the job is about; with `done`"),
    ranges: rangesSchema
      .min(1)
      .optional()
      .describe("keys it went through, above `from` up to `to`, in order; null: from the first, to the last; with `done`"),
    revision: z.int().min(0).optional().describe("the one it began at, as its start answered; with `done`"),
  })
  .superRefine((wanted, context) => {
    if (wanted.state !== "done") return;
    for (const [field, message] of Object.entries(ASKED_AT_THE_END)) {
      if (wanted[field as keyof typeof ASKED_AT_THE_END] === undefined)
        context.addIssue({ code: "custom", path: [field], message });
    }
  });
export type JobPatch = z.infer<typeof jobPatchSchema>;
export const jobQuerySchema = z.strictObject({
  environment: key.optional(),
  module: key.optional(),
  state: state.optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

// ---------- responses ----------

export const jobSchema = z.object({
  id: z.string(),
  environment: z.string(),
  module: z.string(),
  store: z.enum(["old", "new"]),
  since: z.iso.datetime().nullable().describe("only keys written since then; null means all"),
  state,
  revision: z.int().describe("of the environment when it began"),
  covered: z.boolean().describe("when it began, no instance acted on a stage that leaves the store out"),
  rows: z.number(),
  mended: z.number(),
  differences: z.number(),
  compared: comparedSchema.nullable().describe("rows either store held; null before its end"),
  ranges: rangesSchema.nullable().describe("keys it went through; null before its end"),
  link: z.string().nullable(),
  startedBy: z.string(),
  startedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type JobView = z.infer<typeof jobSchema>;
export const jobListSchema = z.object({ items: z.array(jobSchema), nextCursor: z.string().nullable() });

/** A job just begun, and what keeps it from making its store current. */
export const jobStartedSchema = jobSchema.extend({
  coverage: z.object({
    message: z.string(),
    waiting: z
      .array(z.object({ service: z.string(), instance: z.string(), revision: z.int(), mayActOn: z.array(z.string()) }))
      .describe("instances that may still leave the store out"),
  }),
});
export type JobStarted = z.infer<typeof jobStartedSchema>;
