import { z } from "zod";
import { reason, refusalSchema, standingSchema } from "./fields.ts";
import { waitingSchema } from "./switch.ts";

export const settleBodySchema = z.strictObject({
  environment: z.string().max(60),
  module: z.string().max(100),
  keep: z
    .enum(["acting", "restored"])
    .describe("`acting` stores what instances act on; `restored` keeps what stands, and they follow"),
  reason: z.string().trim().min(10).max(2000),
  override: reason.optional().describe("why a store that may lack something may be relied on; with `restored`"),
});
const against = refusalSchema.extend({ overridable: z.boolean().describe("whether an `override` passes it") });
const settled = z.object({ call: standingSchema.nullable(), data: standingSchema.nullable() });

export const recoverySchema = z.object({
  environment: z.string(),
  cause: z.string().describe("how the restore was noticed"),
  since: z.iso.datetime(),
  until: z.iso.datetime().describe("instances that nobody knows of may speak until then"),
  restored: z.number().describe("revision the state was restored to"),
  waitsFor: z
    .array(
      waitingSchema
        .pick({ service: true, instance: true, revision: true, acknowledgedAt: true })
        .extend({ incarnation: z.string() }),
    )
    .describe("instances that have not said what they act on"),
  modules: z
    .array(
      z.object({
        module: z.string(),
        known: z.boolean().describe("false where the restored state does not know it"),
        kept: z.boolean().describe("a lead decided to keep the restored state"),
        acting: z.array(settled.extend({ service: z.string(), instance: z.string() })),
        takeOver: z.array(against).describe("what stands against storing what instances act on"),
        keep: z.array(against).describe("what stands against keeping what stands"),
      }),
    )
    .describe("where instances act on something else than what stands"),
});
export type RecoveryView = z.infer<typeof recoverySchema>;

export const recoveryListSchema = z.object({ items: z.array(recoverySchema) });
