import { z } from "zod";
import { WARNINGS } from "../../core/evaluation/rule-fault.ts";
import { faultsOf, MOST_RULES } from "../../core/evaluation/rule-faults.ts";
import { UNREADABLE } from "../../core/evaluation/snapshot.ts";
import { reason, version } from "./fields.ts";

const attribute = z.string().min(1).max(100);
const word = z.string().max(500);
const unreadable = z
  .enum(UNREADABLE)
  .optional()
  .describe("what it says of a value it cannot read; without it, `holds` in a rule to `position`, else `fails`");

export const conditionSchema = z.discriminatedUnion("operator", [
  z.strictObject({ attribute, operator: z.literal("equals"), value: z.union([word, z.number(), z.boolean()]) }),
  z.strictObject({
    attribute,
    operator: z.literal("in"),
    values: z
      .array(z.union([word, z.number()]))
      .min(1)
      .max(1000),
  }),
  z.strictObject({ attribute, operator: z.literal("prefix"), value: word.min(1) }),
  z.strictObject({ attribute, operator: z.literal("semver"), min: word.optional(), max: word.optional(), unreadable }),
  z.strictObject({
    attribute,
    operator: z.literal("number"),
    min: z.number().optional(),
    max: z.number().optional(),
    unreadable,
  }),
]);

export const ruleSchema = z.strictObject({
  name: z.string().min(1).max(100),
  conditions: z.array(conditionSchema).min(1).max(20),
  result: z.enum(["position", "next"]),
});

/** Rules as they are sent; those stored before were asked less. */
export const rulesToStore = z
  .array(ruleSchema)
  .max(MOST_RULES, `expected at most ${MOST_RULES} rules`)
  .superRefine((rules, context) => {
    for (const { path, message } of faultsOf(rules)) context.addIssue({ code: "custom", path: [...path], message });
  });

export const rulesBodySchema = z.strictObject({
  expectedVersion: version,
  rules: rulesToStore,
  reason: reason.optional(),
  confirm: z.string().max(200).optional(),
  override: reason.optional(),
});
const warningSchema = z.object({
  path: z.string().describe("such as `rules.0.conditions.1.value`"),
  warning: z.enum(WARNINGS),
  message: z.string(),
});
export type WarningView = z.infer<typeof warningSchema>;

export const warnings = z.array(warningSchema).describe("what in its rules is allowed and seldom meant");
