import { z } from "zod";

/** Requests and responses of the audit log. */

const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => text >= "1970", "expected a time from 1970 on")
  .transform((text) => new Date(text))
  .describe("from 1970 on");
const word = z.string().min(1).max(200);

const auditFilterSchema = z.strictObject({
  actorKind: z.enum(["user", "token", "ramp", "guardrail", "runbook", "schedule", "cli"]).optional(),
  actor: word.optional().describe("id or name of the actor"),
  act: word.optional().describe("an act such as `switch.rollback`, or its beginning"),
  targetKind: word.optional(),
  targetKey: word.optional(),
  environment: word.optional(),
  from: moment.optional(),
  to: moment.optional().describe("exclusive"),
  pending: z.literal("reason").optional().describe("`reason`: rollbacks nobody has given a reason for yet"),
  text: word.optional().describe("found anywhere in act, target, actor, reason or changed values; case does not matter"),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditQuerySchema = auditFilterSchema.extend({
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,9}$/, "use nextCursor as it came")
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(["json", "ndjson", "csv"]).default("json").describe("`ndjson` and `csv` stream everything that matches"),
});

export const auditReasonBodySchema = z.strictObject({ reason: z.string().trim().min(10).max(2000) });

const values = z.record(z.string(), z.unknown()).nullable();

export const auditEventSchema = z.object({
  sequence: z.int().describe("place in the project's chain, from 1"),
  at: z.iso.datetime(),
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  origin: z.string().describe("ui, api, cli or system"),
  act: z.string().describe("<noun>.<verb>"),
  target: z.object({ kind: z.string(), key: z.string(), name: z.string().nullable() }),
  environment: z.string().nullable(),
  before: values.describe("changed fields only; null for what did not exist"),
  after: values,
  reason: z.string().nullable(),
  reasonGiven: z
    .object({ sequence: z.int(), reason: z.string(), by: z.string(), at: z.iso.datetime() })
    .nullable()
    .describe("of acts that need no reason beforehand: the event that gave one afterwards"),
  requestId: z.string(),
  hash: z.string().describe("SHA-256 over the hash before it and this event, hexadecimal"),
});
export type AuditEventView = z.infer<typeof auditEventSchema>;
export const auditListSchema = z.object({
  items: z.array(auditEventSchema),
  nextCursor: z
    .string()
    .nullable()
    .describe("also of a page with fewer items, or none, when only so many events were looked through; null at the end"),
});

/** How `GET …/audit/verify` is asked to go on. */
export const auditVerifyQuerySchema = z.strictObject({
  after: z
    .string()
    .regex(/^[1-9]\d{0,8}:[0-9a-f]{64}$/, "expected <events>:<head> of an answer that was not complete")
    .transform((text) => ({ sequence: Number(text.split(":")[0]), hash: text.split(":")[1] ?? "" }))
    .optional()
    .describe("`<events>:<head>` of an answer that was not complete: goes on there"),
  full: z.literal("true").optional().describe("from the beginning, also what was verified before"),
});

/** One event of a project's log, as the stream tells of it: enough to know what to read again. */
export const projectEventSchema = z.object({
  cursor: z.number().describe("its place; events come in this order without gaps"),
  at: z.iso.datetime(),
  kind: z.string().describe("<noun>.<verb>"),
  subject: z.object({ kind: z.string(), key: z.string() }),
  environment: z.string().nullable(),
  version: z.int().nullable().describe("of the subject from then on, where it has one"),
});
export type ProjectEvent = z.infer<typeof projectEventSchema>;

export const auditVerifiedSchema = z.object({
  ok: z.boolean(),
  events: z.number().describe("events that fit"),
  brokenAt: z.number().nullable().describe("sequence of the first event that is missing or does not fit"),
  head: z.string().nullable().describe("hash of the last event that fits; keep it elsewhere to notice a cut-off end"),
  from: z.number().describe("events before this walk: verified earlier, or by the walk it goes on with"),
  of: z.number().describe("events in the log"),
  complete: z.boolean().describe("false: more is to be verified, after `<events>:<head>`"),
  kept: z
    .object({
      state: z.enum(["holds", "missing", "damaged"]),
      event: z.number().nullable(),
      at: z.iso.datetime().nullable(),
    })
    .nullable()
    .describe(
      "the end of the chain as it was kept outside the database: whether the log still `holds` it, whether it is `missing`, cut off or replaced, or whether what was kept is `damaged`; null while nothing is kept",
    ),
});
export type AuditVerified = z.infer<typeof auditVerifiedSchema>;
