import { z } from "zod";
import { MOST_ACTING } from "../core/evaluation/acting.ts";
import { parseSwitches, STAMP } from "../core/evaluation/snapshot.ts";

/** Printable: Postgres stores no NUL, and nobody wants line breaks in a table. */
const printable = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, "expected no control characters");
const label = printable.min(1).max(200);

/** What an instance does when it cannot renew its lease, and when it starts without contact. */
export const onLeaseLossSchema = z.enum(["hold", "fence"]);
export const coldStartSchema = z.enum(["fenced", "persisted"]);

const incarnation = label.max(100);
/** 256 bits as base64url, or as much in another alphabet. */
const secret = z.string().regex(/^[A-Za-z0-9+/=_-]{32,200}$/, "expected 32 to 200 letters, digits, or + / = _ -");
/** That one run may write. */
export const MOST_MODULES = 1000;
/** How many former runs one may succeed at once: those whose end nobody heard of. */
export const MOST_SUCCEEDED = 50;

const lostSwitches = z.unknown().transform((value, { addIssue }) => {
  try {
    const switches = parseSwitches(value, "switches");
    if (Object.keys(switches).length <= MOST_ACTING) return switches;
    addIssue({ code: "custom", message: `expected at most ${MOST_ACTING}` });
  } catch (error) {
    addIssue({ code: "custom", message: (error as Error).message });
  }
  return z.NEVER;
});

/** What a run acts on of a history that a restore lost: the `call` and `data` switches that differ from revision `than`. */
const actingSchema = z.strictObject({ than: z.int().min(0), switches: lostSwitches });
/** As it is stored; `adopting`: it was told to go over to what is published. */
export const storedActingSchema = actingSchema.extend({ adopting: z.boolean() }).nullable();
export type Acting = NonNullable<z.infer<typeof storedActingSchema>>;

/** A state that was given to somebody, as its snapshot names it. */
const knownSchema = z.strictObject({
  lineage: label.max(100),
  revision: z.int().min(0),
  stamp: z.string().regex(STAMP, "expected 32 hexadecimal digits"),
});

/**
 * Body of `POST /api/v1/instances` on the dataplane: registers, acknowledges, renews. `leaseSeconds: 0` deregisters.
 * Without `incarnation` an acknowledgement registers too, as a run of its own; with one, only `register` does. What a
 * renewal leaves out stays as it was.
 */
export const acknowledgementSchema = z
  .strictObject({
    service: label,
    instance: label,
    version: printable.max(100).default(""),
    revision: z.int().min(0),
    lineage: label.max(100).optional().describe("the one of the state it acts on"),
    known: knownSchema.optional().describe("the newest state it holds, acted on or not"),
    acting: actingSchema.optional().describe("while a state of another lineage waits: what it acts on otherwise"),
    leaseSeconds: z.int().min(0).max(3600).default(30),
    incarnation: incarnation.optional().describe("one run of the process"),
    secret: secret.optional().describe("what only this run knows; told at its registration, every later word of it needs it"),
    register: z.boolean().default(false).describe("begin to act: taken only at the environment's present revision"),
    succeeds: z
      .array(z.strictObject({ incarnation, secret }))
      .max(MOST_SUCCEEDED)
      .default([])
      .describe("former runs of this name that have ended, proved by what only they knew; with `register`"),
    onLeaseLoss: onLeaseLossSchema.optional(),
    coldStart: coldStartSchema.optional(),
    operationSeconds: z.int().min(1).max(3600).optional().describe("how long one of its operations may take; 10 unless told"),
    writes: z.array(label).max(MOST_MODULES).optional().describe("modules whose stores it writes; all unless told"),
  })
  .refine((said) => said.acting === undefined || said.lineage !== undefined, {
    path: ["lineage"],
    error: "expected with acting: the history that it acts on",
  })
  .refine((said) => said.secret === undefined || said.incarnation !== undefined, {
    path: ["incarnation"],
    error: "expected with a secret: it belongs to one run",
  });
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/**
 * `stored: false`: Postgres is away, and no lease was granted. `revision` is the newest known, `now` Postgres' time. A
 * change is acknowledged at a moment drawn from the `spreadSeconds` after it. `adopt`: the state that waits goes with
 * what all act on.
 */
export const acknowledgedSchema = z.object({
  revision: z.int(),
  leaseSeconds: z.number(),
  now: z.iso.datetime(),
  stored: z.boolean(),
  spreadSeconds: z.number(),
  adopt: z.boolean().optional(),
});
export type AcknowledgedView = z.infer<typeof acknowledgedSchema>;

/** Why an acknowledgement was not taken; nothing changed then. */
export const ACKNOWLEDGEMENT_RULES = [
  "future",
  "backwards",
  "behind",
  "recovering",
  "unknown-instance",
  "not-this-run",
  "too-many-runs",
  "too-many-instances",
  "too-many-modules",
  "lease-lost",
] as const;
export type AcknowledgementRule = (typeof ACKNOWLEDGEMENT_RULES)[number];
export type AcknowledgementRefusal = { rule: AcknowledgementRule; message: string; detail: Record<string, unknown> };

// ---------- console ----------

/** What an operator says of an instance that ended and will not come back. */
export const writeOffBodySchema = z.strictObject({
  environment: z.string().max(60),
  service: label,
  instance: label,
  incarnation: printable.max(100).optional().describe("one run; without it every silent one of the name"),
  reason: z.string().trim().min(10).max(2000),
});

/** One run of a copy of a service, as the console shows it. */
export const instanceSchema = z.object({
  environment: z.string(),
  service: z.string(),
  instance: z.string(),
  incarnation: z.string().describe("its run; empty where it does not tell its runs apart"),
  version: z.string(),
  revision: z.int(),
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
      how: z.enum(["deregistered", "succeeded", "written-off"]),
      by: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  firstSeenAt: z.iso.datetime(),
});
export type InstanceView = z.infer<typeof instanceSchema>;
export const instanceQuerySchema = z.strictObject({
  environment: z.string(),
  text: z.string().trim().max(200).optional().describe("in the name of the service or of the instance"),
  behind: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe("only those that have not acknowledged this revision and may have to"),
});
export const instanceListSchema = z.object({
  items: z.array(instanceSchema),
  nextCursor: z.string().nullable(),
  count: z.number().describe("how many match, on all pages"),
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
export type InstanceSearch = Omit<z.infer<typeof instanceQuerySchema>, "environment">;
export type InstanceList = z.infer<typeof instanceListSchema>;
