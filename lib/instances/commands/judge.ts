import type { Acknowledgement, AcknowledgementRefusal, AcknowledgementRule } from "../schema.ts";

/** An instance as stored; times are Postgres'. */
export type InstanceRow = {
  service: string;
  instance: string;
  version: string;
  incarnation: string;
  revision: number;
  acknowledgedAt: Date;
  leaseUntil: Date;
  firstSeenAt: Date;
  onLeaseLoss: "hold" | "fence";
  coldStart: "fenced" | "persisted";
  operationSeconds: number;
  writes: string[];
  writesKnown: boolean;
  departedAt: Date | null;
  departure: string | null;
};

/** What a word is judged by: the environment's revision, Postgres' time, and when it was said, as far as known. */
export type Moment = { present: number; now: Date; earliest: Date; latest: Date };

/** `row` is null when what is stored stays. `doubtful`: it replaces one that ended without draining. */
export type Verdict =
  | { refusal: AcknowledgementRefusal }
  | { refusal: null; row: InstanceRow | null; doubtful: InstanceRow | null };

const OPERATION_SECONDS = 10;

/** What becomes of an instance's row by what it said. */
export function judge(word: Acknowledgement, before: InstanceRow | null, moment: Moment): Verdict {
  const refusal = refusalOf(word, before, moment);
  if (refusal) return { refusal };
  const known = before !== null && before.departedAt === null;
  const late = before !== null && moment.latest < (before.departedAt ?? before.acknowledgedAt);
  if (known && isSame(word, before)) return stored(renewed(word, before, late, moment));
  const leaves = word.leaseSeconds === 0;
  if (leaves || (late && !word.register)) return stored(null);
  return stored(registered(word, before, moment), known && writesSomething(before) ? before : null);
}

function refusalOf(word: Acknowledgement, before: InstanceRow | null, moment: Moment): AcknowledgementRefusal | null {
  const { present, now } = moment;
  const { revision, instance } = word;
  const refuse = (rule: AcknowledgementRule, message: string, detail: Record<string, unknown> = {}) => ({
    rule,
    message,
    detail: { revision, present, ...detail },
  });
  if (revision > present) return refuse("future", `revision: ${revision} is not known here; the newest is ${present}.`);
  const known = before !== null && before.departedAt === null;
  const same = before !== null && isSame(word, before);
  const leaves = word.leaseSeconds === 0;
  if (!(known && same) && !word.register) {
    const goneAlready = leaves && same && before.departure === "deregistered";
    const replaced = known && !same && leaves;
    if (replaced || (word.incarnation !== undefined && !goneAlready)) {
      return refuse(
        "unknown-instance",
        `${instance} is not registered: ${whyUnknown(before)}. Read the switches and register anew.`,
      );
    }
  }
  if (known && same && revision < before.revision && !leaves) {
    const message = `revision: ${instance} acknowledged ${before.revision} before; ${revision} is older.`;
    return refuse("backwards", message, { acknowledged: before.revision });
  }
  if (word.register && revision < present) {
    return refuse("behind", `revision: the newest is ${present}. Read the switches again and register with that.`);
  }
  if (known && same && !leaves && revision < present && fencedAt(before) <= now.getTime()) {
    const message = `The lease of ${instance} ran out at ${before.leaseUntil.toISOString()} and switches may have moved since. Read them and register anew.`;
    return refuse("lease-lost", message, { leaseUntil: before.leaseUntil.toISOString() });
  }
  return null;
}

/** When a fencing instance stops counting; one that holds never does. */
function fencedAt({ onLeaseLoss, leaseUntil, operationSeconds }: InstanceRow): number {
  return onLeaseLoss === "fence" ? leaseUntil.getTime() + operationSeconds * 1000 : Number.POSITIVE_INFINITY;
}

function isSame(word: Acknowledgement, before: InstanceRow): boolean {
  return (word.incarnation ?? "") === before.incarnation;
}

function whyUnknown(before: InstanceRow | null): string {
  if (before === null) return "nobody of that name is known";
  if (before.departedAt === null) return "another run of it took its place";
  return before.departure === "deregistered" ? "it deregistered" : "an operator wrote it off";
}

/** Nothing goes back: what was said earlier and comes later adds nothing, and a farewell need not know what was acknowledged. */
function renewed(word: Acknowledgement, before: InstanceRow, late: boolean, { earliest, latest }: Moment): InstanceRow {
  const base = {
    ...before,
    revision: Math.max(before.revision, word.revision),
    acknowledgedAt: later(before.acknowledgedAt, earliest),
  };
  if (word.leaseSeconds === 0) {
    const passed = late && word.incarnation === undefined;
    return passed ? base : { ...base, leaseUntil: latest, departedAt: latest, departure: "deregistered" };
  }
  const leaseUntil = later(before.leaseUntil, leaseEnd(word, latest));
  return late ? { ...base, leaseUntil } : { ...base, ...traits(word, before), leaseUntil };
}

function registered(word: Acknowledgement, before: InstanceRow | null, { earliest, latest }: Moment): InstanceRow {
  const { service, instance, revision, incarnation = "" } = word;
  return {
    ...traits(word, null),
    service,
    instance,
    incarnation,
    revision,
    acknowledgedAt: earliest,
    leaseUntil: leaseEnd(word, latest),
    firstSeenAt: before?.firstSeenAt ?? earliest,
    departedAt: null,
    departure: null,
  };
}

function traits(word: Acknowledgement, before: InstanceRow | null) {
  return {
    version: word.version,
    onLeaseLoss: word.onLeaseLoss ?? before?.onLeaseLoss ?? "hold",
    coldStart: word.coldStart ?? before?.coldStart ?? "fenced",
    operationSeconds: word.operationSeconds ?? before?.operationSeconds ?? OPERATION_SECONDS,
    writes: word.writes ?? before?.writes ?? [],
    writesKnown: word.writes !== undefined || (before?.writesKnown ?? false),
  } satisfies Partial<InstanceRow>;
}

function writesSomething({ writes, writesKnown }: InstanceRow): boolean {
  return !writesKnown || writes.length > 0;
}

/** Rather late than early: the instance counts from before it spoke. */
function leaseEnd({ leaseSeconds }: Acknowledgement, latest: Date): Date {
  return new Date(latest.getTime() + leaseSeconds * 1000);
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}

function stored(row: InstanceRow | null, doubtful: InstanceRow | null = null): Verdict {
  return { refusal: null, row, doubtful };
}
