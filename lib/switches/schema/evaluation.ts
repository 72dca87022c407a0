import { z } from "zod";
import { ruleSchema, rulesToStore } from "./rules.ts";

const MOST_ATTRIBUTES = 100;

const number = z
  .number()
  .refine((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER, "is beyond 2^53, where numbers are rounded: send it as text");

/** For whom a switch is asked, and by which rules besides those that are stored. */
export const evaluationBodySchema = z.strictObject({
  context: z
    .record(z.string().min(1).max(100), z.union([z.string().max(1000), number, z.boolean()]))
    .refine((context) => Object.keys(context).length <= MOST_ATTRIBUTES, `expected at most ${MOST_ATTRIBUTES} attributes`)
    .describe("what services send: `targetingKey` and attributes; neither stored nor logged"),
  rules: rulesToStore.optional().describe("answers by these, too, as if they were stored"),
});

const answerSchema = z.object({
  value: z.string().nullable().describe("the position; null where there is none to tell"),
  reason: z.enum(["STATIC", "TARGETING_MATCH", "SPLIT"]).nullable(),
  errorCode: z.enum(["FLAG_NOT_FOUND", "TARGETING_KEY_MISSING", "INVALID_CONTEXT"]).nullable(),
  rule: ruleSchema.nullable().describe("the one that decided"),
  unread: z.array(z.string()).describe("names of rules that were asked and met a value they could not read"),
  share: z.number().describe("thousandths of a percent"),
});
export type EvaluationAnswer = z.infer<typeof answerSchema>;

export const evaluationSchema = z.object({
  bucket: z.number().nullable().describe("the subject's place, 0 to 99,999: ahead where it is below the share"),
  stored: answerSchema,
  edited: answerSchema.nullable().describe("by the rules sent"),
});
export type EvaluationView = z.infer<typeof evaluationSchema>;
