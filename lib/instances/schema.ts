import { z } from "zod";

/** Printable: Postgres stores no NUL, and nobody wants line breaks in a table. */
const label = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "expected no control characters");

/** What an instance does when it cannot renew its lease, and when it starts without contact. */
export const onLeaseLossSchema = z.enum(["hold", "fence"]);
export const coldStartSchema = z.enum(["fenced", "persisted"]);

/**
 * Body of `POST /api/v1/instances` on the dataplane: registers, acknowledges, renews. `leaseSeconds: 0` deregisters.
 * Without `incarnation` an acknowledgement registers too; with one, only `register` does. What a renewal leaves out
 * stays as it was.
 */
export const acknowledgementSchema = z.strictObject({
  service: label,
  instance: label,
  version: z
    .string()
    .max(100)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "expected no control characters")
    .default(""),
  revision: z.int().min(0),
  leaseSeconds: z.int().min(0).max(3600).default(30),
  incarnation: label.max(100).optional().describe("one run of the process"),
  register: z.boolean().default(false).describe("begin to act: taken only at the environment's present revision"),
  onLeaseLoss: onLeaseLossSchema.optional(),
  coldStart: coldStartSchema.optional(),
  operationSeconds: z.int().min(1).max(3600).optional().describe("how long one of its operations may take; 10 unless told"),
  writes: z.array(label).max(1000).optional().describe("modules whose stores it writes; all unless told"),
});
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/**
 * `stored: false`: Postgres is away, and no lease was granted. `revision` is the newest known, `now` Postgres' time. A
 * change is acknowledged at a moment drawn from the `spreadSeconds` after it.
 */
export const acknowledgedSchema = z.object({
  revision: z.number(),
  leaseSeconds: z.number(),
  now: z.iso.datetime(),
  stored: z.boolean(),
  spreadSeconds: z.number(),
});
export type AcknowledgedView = z.infer<typeof acknowledgedSchema>;

/** Why an acknowledgement was not taken; nothing changed then. */
export type AcknowledgementRule = "future" | "backwards" | "behind" | "unknown-instance" | "lease-lost";
export type AcknowledgementRefusal = { rule: AcknowledgementRule; message: string; detail: Record<string, unknown> };

// ---------- console ----------

/** What an operator says of an instance that ended and will not come back. */
export const writeOffBodySchema = z.strictObject({
  environment: z.string().max(60),
  service: label,
  instance: label,
  reason: z.string().trim().min(10).max(2000),
});

/** A running copy of a service, as the console shows it. */
export const instanceSchema = z.object({
  environment: z.string(),
  service: z.string(),
  instance: z.string(),
  version: z.string(),
  revision: z.number(),
  acknowledgedAt: z.iso.datetime(),
  leaseUntil: z.iso.datetime(),
  alive: z.boolean().describe("its lease runs"),
  silent: z.boolean().describe("its lease ran out and it did not deregister"),
  holdsUp: z.boolean().describe("changes wait for it"),
  onLeaseLoss: z.enum(["hold", "fence"]),
  coldStart: z.enum(["fenced", "persisted"]),
  writes: z.array(z.string()).nullable().describe("modules whose stores it writes; null when it did not say"),
  departed: z
    .object({
      at: z.iso.datetime(),
      how: z.enum(["deregistered", "written-off"]),
      by: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  firstSeenAt: z.iso.datetime(),
});
export type InstanceView = z.infer<typeof instanceSchema>;
export const instanceListSchema = z.object({
  items: z.array(instanceSchema),
  nextCursor: z.string().nullable(),
  services: z
    .array(
      z.object({
        service: z.string(),
        instances: z.number().describe("that have not departed"),
        alive: z.number(),
        silent: z.number(),
        oldest: z.number().describe("lowest revision one of them acknowledged last"),
      }),
    )
    .describe("per service, when there are more than 500 instances"),
});
export type InstanceList = z.infer<typeof instanceListSchema>;
