import { z } from "zod";
import { ACTIONS, METRICS, SUBJECTS } from "../core/guardrails/guardrail.ts";
import { VERDICTS } from "../core/guardrails/judge.ts";

/** Requests and responses of guardrails: what is watched of a module, and what is done when it fails. */

const version = z.int().min(1).max(2_147_483_647);
const name = z.string().trim().min(1).max(100);

const watched = {
  name,
  metric: z.enum(METRICS).describe("`errors`, a latency, or how many reads differed or writes failed in the other store"),
  subject: z.enum(SUBJECTS),
  operation: z.string().min(1).max(200).nullable().describe("one operation; null is all of them"),
  against: z.enum(["old", "number"]).describe("the old path as it is meanwhile, or a number"),
  limit: z
    .number()
    .positive()
    .describe(
      "of rates a part of one: how much worse than the old path, or the rate itself; of latencies a factor of the old path, or seconds",
    ),
  windowSeconds: z.int().min(30).max(3600).multipleOf(10).describe("what a pass speaks of"),
  minSamples: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe("of each path that is compared, within the window, before there is a verdict"),
  alpha: z
    .number()
    .min(0.0001)
    .max(0.2)
    .describe("chance that all guardrails of the module together ever fail by accident, from one change to the next"),
  action: z
    .enum(ACTIONS)
    .describe("`notify`: the audit log says so; `hold`: nothing moves forward; `rollback`: one step back, and held"),
  enabled: z.boolean(),
};

// ---------- requests ----------

export const guardrailBodySchema = z.strictObject({
  ...watched,
  environment: z.string().max(60),
  module: z.string().max(60),
  subject: watched.subject.default("requests"),
  operation: watched.operation.default(null),
  against: watched.against.default("old"),
  windowSeconds: watched.windowSeconds.default(300),
  minSamples: watched.minSamples.default(200),
  alpha: watched.alpha.default(0.01),
  action: watched.action.default("rollback"),
  enabled: watched.enabled.default(true),
});
export const guardrailPatchSchema = z.strictObject({
  expectedVersion: version,
  ...z.object(watched).partial().shape,
});
export const guardrailDeleteQuerySchema = z.strictObject({ expectedVersion: z.coerce.number().pipe(version) });
export const guardrailQuerySchema = z.strictObject({
  environment: z.string().max(60).optional(),
  module: z.string().max(60).optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(200),
});

// ---------- responses ----------

const figure = z.object({
  count: z.int().min(0).describe("seen within the window"),
  value: z.number().nullable().describe("the rate as a part of one, or the latency in seconds"),
});

export const judgementSchema = z.object({
  verdict: z.enum(VERDICTS),
  because: z
    .enum([
      "evidence",
      "undecided",
      "few-samples",
      "no-traffic",
      "no-old-traffic",
      "no-new-traffic",
      "no-reference",
      "contradiction",
    ])
    .describe("why; without data there is no pass"),
  towardsFail: z.number().describe("how far the evidence has come, from 0 to 1"),
  towardsPass: z.number(),
  old: figure,
  new: figure,
});

export const guardrailSchema = z.object({
  id: z.string(),
  environment: z.string(),
  module: z.string(),
  ...watched,
  version: z.int(),
  createdAt: z.iso.datetime(),
  standing: judgementSchema
    .extend({
      since: z.iso
        .datetime()
        .describe("beginning of the test: the last change of who is sent where, or the last long gap in the data"),
      verdictSince: z.iso.datetime(),
      judgedAt: z.iso.datetime(),
      firedAt: z.iso.datetime().nullable().describe("when it acted on this failure; once"),
    })
    .nullable()
    .describe("null until a worker has judged it, and while it is not enabled"),
});
export type GuardrailView = z.infer<typeof guardrailSchema>;
export const guardrailListSchema = z.object({ items: z.array(guardrailSchema), nextCursor: z.string().nullable() });
