import { type AcknowledgementRefusal, type AcknowledgementRule, MOST_MODULES } from "../schema.ts";
import { actingOf, comesTooSoon, countedRevision, isAstray, type Lineage } from "./astray.ts";
import type { InstanceRow, Said } from "./run.ts";

/** What a word is judged by: the environment's revision, Postgres' time, and when it was said, as far as known. */
export type Moment = { present: number; lineage: Lineage; now: Date; earliest: Date; latest: Date; crowd?: Crowd };

/** How many runs of its service, and of its token, take up room already. */
export type Crowd = { ofService: number; ofToken: number };

/** `rows` are to be stored; `doubtful` are runs it succeeds that ended without draining. */
export type Verdict =
  | { refusal: AcknowledgementRefusal }
  | { refusal: null; rows: readonly InstanceRow[]; doubtful: readonly InstanceRow[] };

const OPERATION_SECONDS = 10;
/** Runs of one name that count at once. Whoever restarts again and again without proof must not fill the table. */
export const MOST_RUNS = 20;
/** Runs of one service, and of all that register with one token, that count or stopped counting within the last hour. */
export const MOST_OF_SERVICE = 10_000;
export const MOST_OF_TOKEN = 20_000;

/**
 * What becomes of a run, and of those it succeeds, by what it said. `ofName` are all rows of its name that have not
 * departed or are named in the word.
 */
export function judge(word: Said, ofName: readonly InstanceRow[], moment: Moment): Verdict {
  const before = ofName.find(({ incarnation }) => incarnation === word.incarnation) ?? null;
  const refusal = refusalOf(word, before, ofName, moment);
  if (refusal) return { refusal };
  const known = before !== null && before.departedAt === null;
  const late = before !== null && moment.latest < (before.departedAt ?? before.acknowledgedAt);
  const succeeded = ofName.filter((row) => row.departedAt === null && isSucceeded(word, row));
  const ended = succeeded.map((row) => ({
    ...row,
    leaseUntil: moment.latest,
    departedAt: moment.latest,
    departure: "succeeded",
  }));
  const doubtful = succeeded.filter(writesSomething);
  if (known) return { refusal: null, rows: [renewed(word, before, late, moment), ...ended], doubtful };
  const leaves = word.leaseSeconds === 0;
  if (leaves || (late && !word.register)) return { refusal: null, rows: [], doubtful: [] };
  return { refusal: null, rows: [registered(word, before, moment), ...ended], doubtful };
}

function refusalOf(
  word: Said,
  before: InstanceRow | null,
  ofName: readonly InstanceRow[],
  moment: Moment,
): AcknowledgementRefusal | null {
  const { present, now, lineage } = moment;
  const { instance, register } = word;
  const astray = isAstray(word, lineage);
  const revision = countedRevision(word, lineage);
  const refuse = (rule: AcknowledgementRule, message: string, detail: Record<string, unknown> = {}) => ({
    rule,
    message,
    detail: { revision, present, ...detail },
  });
  if (before && before.secretHash !== word.secretHash) {
    return refuse("not-this-run", `secret: ${instance} registered this run with another; only itself can speak for it.`);
  }
  const foreign = word.succeeds.find((former) =>
    ofName.some((row) => row.incarnation === former.incarnation && row.secretHash !== former.secretHash),
  );
  if (foreign) {
    return refuse(
      "not-this-run",
      `succeeds: the secret is not that of run ${foreign.incarnation}; only its successor can end it.`,
    );
  }
  if (word.revision > present) return refuse("future", `revision: ${word.revision} is not known here; the newest is ${present}.`);
  if (comesTooSoon(word, before, lineage)) {
    const message = `The control plane was restored from an older copy, and it is not known yet what others act on. ${instance} may begin when that is over.`;
    return refuse("recovering", message);
  }
  const known = before !== null && before.departedAt === null;
  const leaves = word.leaseSeconds === 0;
  const goneAlready = leaves && before?.departure === "deregistered";
  const lost = astray && before === null;
  if (!known && !register && word.incarnation !== "" && !goneAlready && !lost) {
    return refuse(
      "unknown-instance",
      `${instance} is not registered: ${whyUnknown(before)}. Read the switches and register anew.`,
    );
  }
  if (known && revision < before.revision && !leaves) {
    const message = `revision: ${instance} acknowledged ${before.revision} before; ${revision} is older.`;
    return refuse("backwards", message, { acknowledged: before.revision });
  }
  if (register && revision < present && !(astray && word.acting)) {
    return refuse("behind", `revision: the newest is ${present}. Read the switches again and register with that.`);
  }
  const counting = ofName.filter((row) => countsStill(row, now) && !isSucceeded(word, row)).length;
  if (!known && !leaves && counting >= MOST_RUNS) {
    const message = `instance: ${counting} runs of ${instance} count already. Write off those that ended, or give every copy a name of its own.`;
    return refuse("too-many-runs", message, { runs: counting });
  }
  // Who acts on what a restore lost has to be counted whatever the room, and who succeeds another takes its place.
  const comesNew = before === null && !leaves && !astray && !ofName.some((row) => isSucceeded(word, row));
  const full = comesNew ? fullness(word, moment.crowd) : null;
  if (full) return refuse("too-many-instances", full.message, full.detail);
  if (known && written(word, before).writes.length > MOST_MODULES) {
    const message = `writes: ${instance} has named more than ${MOST_MODULES} modules.`;
    return refuse("too-many-modules", message);
  }
  if (known && !leaves && !astray && revision < present && fencedAt(before) <= now.getTime()) {
    const message = `The lease of ${instance} ran out at ${before.leaseUntil.toISOString()} and switches may have moved since. Read them and register anew.`;
    return refuse("lease-lost", message, { leaseUntil: before.leaseUntil.toISOString() });
  }
  return null;
}

function fullness({ service }: Said, crowd: Crowd | undefined) {
  if (crowd && crowd.ofService >= MOST_OF_SERVICE) return tooMany(`of ${service}`, "one service", MOST_OF_SERVICE);
  return crowd && crowd.ofToken >= MOST_OF_TOKEN ? tooMany("registered with this token", "one token", MOST_OF_TOKEN) : null;
}

function tooMany(which: string, of: string, most: number) {
  const known = `instance: ${most.toLocaleString("en")} instances ${which} count, or did within the last hour`;
  const message = `${known}; ${of} may have no more. Let those that end deregister, and write off those that are gone.`;
  return { message, detail: { most, of } };
}

/** When a fencing run stops counting; one that holds never does. */
function fencedAt({ onLeaseLoss, leaseUntil, operationSeconds }: InstanceRow): number {
  return onLeaseLoss === "fence" ? leaseUntil.getTime() + operationSeconds * 1000 : Number.POSITIVE_INFINITY;
}

function countsStill(row: InstanceRow, now: Date): boolean {
  return row.departedAt === null && fencedAt(row) > now.getTime();
}

/** Whether the word proves that the run has ended. A run does not succeed itself. */
function isSucceeded({ register, incarnation, succeeds }: Said, row: InstanceRow): boolean {
  return register && row.incarnation !== incarnation && succeeds.some((former) => former.incarnation === row.incarnation);
}

function whyUnknown(before: InstanceRow | null): string {
  if (before === null) return "this run is not known";
  if (before.departure === "succeeded") return "another run began from what it had saved";
  return before.departure === "deregistered" ? "it deregistered" : "an operator wrote it off";
}

/** Nothing goes back: what was said earlier and comes later adds nothing, and a farewell need not know what was acknowledged. */
function renewed(word: Said, before: InstanceRow, late: boolean, { earliest, latest, lineage }: Moment): InstanceRow {
  const base = {
    ...before,
    ...written(word, before),
    revision: Math.max(before.revision, countedRevision(word, lineage)),
    acknowledgedAt: later(before.acknowledgedAt, earliest),
  };
  if (word.leaseSeconds === 0) {
    const passed = late && word.incarnation === "";
    return passed ? base : { ...base, leaseUntil: latest, departedAt: latest, departure: "deregistered" };
  }
  const leaseUntil = later(before.leaseUntil, leaseEnd(word, latest));
  if (late) return { ...base, leaseUntil };
  return { ...base, ...traits(word, before), acting: actingOf(word, before, lineage), leaseUntil };
}

function registered(word: Said, before: InstanceRow | null, { earliest, latest, lineage }: Moment): InstanceRow {
  const { service, instance, incarnation, secretHash } = word;
  return {
    ...traits(word, null),
    ...written(word, null),
    service,
    instance,
    incarnation,
    secretHash,
    revision: countedRevision(word, lineage),
    acting: actingOf(word, before, lineage),
    acknowledgedAt: earliest,
    leaseUntil: leaseEnd(word, latest),
    firstSeenAt: before?.firstSeenAt ?? earliest,
    departedAt: null,
    departure: null,
    token: word.token ?? null,
  };
}

function traits(word: Said, before: InstanceRow | null) {
  return {
    version: word.version,
    onLeaseLoss: word.onLeaseLoss ?? before?.onLeaseLoss ?? "hold",
    coldStart: word.coldStart ?? before?.coldStart ?? "fenced",
    operationSeconds: word.operationSeconds ?? before?.operationSeconds ?? OPERATION_SECONDS,
  } satisfies Partial<InstanceRow>;
}

/** What a run has named once it counts as writing for good: an older word may come after a newer one. */
function written(word: Said, before: InstanceRow | null) {
  return {
    writes: [...new Set([...(before?.writes ?? []), ...(word.writes ?? [])])],
    writesKnown: word.writes !== undefined || (before?.writesKnown ?? false),
  } satisfies Partial<InstanceRow>;
}

function writesSomething({ writes, writesKnown }: InstanceRow): boolean {
  return !writesKnown || writes.length > 0;
}

/** Rather late than early: the instance counts from before it spoke. */
function leaseEnd({ leaseSeconds }: Said, latest: Date): Date {
  return new Date(latest.getTime() + leaseSeconds * 1000);
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
