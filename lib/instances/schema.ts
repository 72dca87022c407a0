import { z } from "zod";

/** Printable: Postgres stores no NUL, and nobody wants line breaks in a table. */
const label = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, "expected no control characters");

/** Body of `POST /api/v1/instances` on the dataplane: registers, acknowledges, renews. `leaseSeconds: 0` deregisters. */
export const acknowledgementSchema = z.strictObject({
  service: label,
  instance: label,
  version: z
    .string()
    .max(100)
    .regex(/^[^\p{Cc}]*$/u, "expected no control characters")
    .default(""),
  revision: z.int().min(0),
  leaseSeconds: z.int().min(0).max(3600).default(30),
});
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/** A running copy of a service, as the console shows it. */
export const instanceSchema = z.object({
  environment: z.string(),
  service: z.string(),
  instance: z.string(),
  version: z.string(),
  revision: z.number(),
  acknowledgedAt: z.iso.datetime(),
  leaseUntil: z.iso.datetime(),
  alive: z.boolean(),
  firstSeenAt: z.iso.datetime(),
});
export type InstanceView = z.infer<typeof instanceSchema>;
export const instanceListSchema = z.object({ items: z.array(instanceSchema), nextCursor: z.string().nullable() });
