import { z } from "zod";
import { changeSchema } from "./change.ts";
import { axisSchema, secondaryWrites, standingSchema } from "./fields.ts";
import { waitingSchema } from "./switch.ts";

/** Where a switch stands, as lists tell it: its moves, rules and instances come with the one that is looked at. */
export const switchRowSchema = standingSchema.extend({
  key: z.string(),
  module: z.string(),
  axis: axisSchema,
  secondaryWrites,
  pins: z.number().describe("rules that keep subjects at the position"),
  ahead: z.literal(true).optional().describe("rules send subjects to `next`, whatever the share"),
  held: z.boolean(),
  version: z.int(),
  revision: z.int(),
  change: z
    .object({
      at: z.iso.datetime(),
      act: changeSchema.shape.act,
      direction: changeSchema.shape.direction,
      from: standingSchema.nullable(),
      by: z.string(),
    })
    .nullable()
    .describe("the one it stands by; null as long as it stands as created"),
});
export type SwitchRow = z.infer<typeof switchRowSchema>;

export const standingsSchema = z.object({ items: z.array(switchRowSchema), nextCursor: z.string().nullable() });
const followers = z.array(z.object({ revision: z.int(), instances: z.number() }));

/** How far changes have come, whichever they are: a change is in effect where an instance acknowledged its revision. */
export const followingSchema = z.object({
  since: z.number().describe("first revision of the present lineage; what was acknowledged before it counts for nothing"),
  changedAt: z.iso.datetime().nullable().describe("when a switch changed last"),
  of: z.number().describe("instances that count"),
  acknowledged: followers.describe("how many of them acknowledged which revision last"),
  waiting: z.array(waitingSchema).describe("those furthest behind, at most five"),
  services: z
    .array(z.object({ service: z.string(), acknowledged: followers }))
    .describe("the same per service, when there are more than 500 instances; at most twenty, those furthest behind first"),
});
export type Following = z.infer<typeof followingSchema>;

/** How many modules are in each state of health, and what is to be said of them. */
export const healthVerdictSchema = z.object({
  bad: z.number(),
  watch: z.number(),
  unknown: z.number(),
  held: z.number(),
  ok: z.number(),
  headline: z
    .object({
      state: z.enum(["bad", "watch", "unknown", "held", "ok"]).describe("the worst there is"),
      module: z.string().describe("the first in that state"),
      sentence: z.string().describe("the facts it stands on, in English"),
    })
    .nullable()
    .describe("null without modules"),
});
export type HealthVerdict = z.infer<typeof healthVerdictSchema>;
