import { z } from "zod";
import { AXES } from "../../core/stages/positions.ts";
import { SECONDARY_WRITES } from "../../core/stages/secondary-writes.ts";
import { FULL_SHARE } from "../../core/stages/state.ts";

export const axisSchema = z.enum(AXES);

export const share = z.int().min(0).max(FULL_SHARE).describe("thousandths of a percent: 0 … 100000");

export const version = z.int().min(1).max(2_147_483_647);

export const reason = z.string().trim().max(2000);

export const secondaryWrites = z.enum(SECONDARY_WRITES);

export const meant = z
  .enum(["forward", "back"])
  .optional()
  .describe("what it is meant to be; refused when it turns out to be the other");

export const standingSchema = z.object({ position: z.string(), next: z.string().nullable(), share: z.int() });

export const actorSchema = z.object({ kind: z.string(), id: z.string(), name: z.string() });
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const refusalSchema = z.object({
  rule: z.string(),
  message: z.string(),
  detail: z.record(z.string(), z.union([fact, z.array(z.record(z.string(), fact))])),
});

/** One rule's judgement of a move. */
export const gateSchema = refusalSchema.extend({ passed: z.boolean(), overridable: z.boolean() });
export type GateView = z.infer<typeof gateSchema>;

export const levelSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal("R")]);
