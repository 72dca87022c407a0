import { z } from "zod";
import { MILESTONE_STATUSES } from "../core/plan/slip.ts";

/** Requests and responses of milestones. Dates are calendar days, `YYYY-MM-DD`. */

const name = z.string().trim().min(1).max(200);
const owner = z.string().trim().max(200);
const phase = z.uuid().toLowerCase().describe("id of a phase of the project");
const status = z.enum(MILESTONE_STATUSES);
const day = z.iso
  .date()
  .refine((date) => date >= "1970-01-01", "expected a day from 1970 on")
  .describe("from 1970 on");
const doneDate = day.describe("the day it was done; default: the day it is marked done");
const version = z.int().min(1);

// ---------- requests ----------

export const milestoneBodySchema = z.strictObject({
  phase,
  name,
  owner: owner.default(""),
  baselineDate: day,
  currentDate: day.optional().describe("default: the baseline"),
  status: status.default("planned"),
  doneDate: doneDate.optional(),
});
export const milestonePatchSchema = z.strictObject({
  expectedVersion: version,
  phase: phase.optional(),
  name: name.optional(),
  owner: owner.optional(),
  baselineDate: day.optional().describe("a new baseline needs a reason"),
  currentDate: day.optional(),
  status: status.optional(),
  doneDate: doneDate.optional(),
  reason: z.string().trim().max(2000).optional(),
});
export const milestoneDeleteQuerySchema = z.strictObject({ expectedVersion: z.coerce.number().int().min(1) });
export const milestoneQuerySchema = z.strictObject({
  phase: phase.optional(),
  status: status.optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional().describe("default: all"),
});

// ---------- responses ----------

export const milestoneSchema = z.object({
  id: z.string(),
  phase: z.string(),
  name: z.string(),
  owner: z.string(),
  baselineDate: z.iso.date(),
  currentDate: z.iso.date(),
  status,
  doneDate: z.iso.date().nullable().describe("the day it was done"),
  slipDays: z.number().describe("days later than the baseline; negative when earlier"),
  overdue: z.boolean(),
  version: z.int(),
  createdAt: z.iso.datetime(),
});
export type MilestoneView = z.infer<typeof milestoneSchema>;
export const milestoneListSchema = z.object({ items: z.array(milestoneSchema), nextCursor: z.string().nullable() });
