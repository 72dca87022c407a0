import { fail, list, record, text, whole } from "./fields.ts";
import { historyIn, parseSwitches, type Snapshot } from "./snapshot.ts";

/** What makes the snapshot of revision `revision` out of the one of revision `from`, or of any between the two. */
export type Delta = {
  lineage?: string;
  from: number;
  revision: number;
  /** Of `revision`. */
  stamp?: string;
  /** Whole switches, new ones and changed ones. */
  switches: Snapshot["switches"];
  /** Keys of switches that are gone. A key nobody holds means nothing. */
  removed: string[];
};

/** Whether two states are of one environment of one installation; a persisted state may stem from another. */
export function samePlace(a: Snapshot, b: Snapshot): boolean {
  return a.project === b.project && a.environment === b.environment && a.salt === b.salt;
}

/** Revisions compare within one lineage of one place. One that is not known may be any. */
export function sameHistory(a: Snapshot, b: Snapshot): boolean {
  return samePlace(a, b) && (a.lineage === undefined || b.lineage === undefined || a.lineage === b.lineage);
}

/** Keys that were added, changed or removed. Null when `after` does not follow `before` in one history. */
export function changedKeys(before: Snapshot, after: Snapshot): string[] | null {
  if (!sameHistory(before, after) || after.revision <= before.revision) return null;
  const keys = Object.keys(after.switches).filter((key) => !sameSwitch(before, after, key));
  for (const key of Object.keys(before.switches)) if (!Object.hasOwn(after.switches, key)) keys.push(key);
  return keys;
}

/** How `keys` stand in `snapshot`, for whoever holds the revision `from`. Keys that did not change do no harm. */
export function deltaOf(snapshot: Snapshot, from: number, keys: Iterable<string>): Delta {
  const { lineage, revision, stamp } = snapshot;
  const history = { ...(lineage !== undefined && { lineage }), ...(stamp !== undefined && { stamp }) };
  const delta: Delta = { ...history, from, revision, switches: Object.create(null), removed: [] };
  for (const key of keys) {
    const found = Object.hasOwn(snapshot.switches, key) ? snapshot.switches[key] : undefined;
    if (found) delta.switches[key] = found;
    else delta.removed.push(key);
  }
  return delta;
}

/** Null where only the whole snapshot will do. */
export function deltaBetween(before: Snapshot, after: Snapshot): Delta | null {
  const keys = changedKeys(before, after);
  return keys && deltaOf(after, before.revision, keys);
}

/** The snapshot after the change. Switches that did not change stay the same objects. */
export function applyDelta(snapshot: Snapshot, { from: _, switches, removed, ...known }: Delta): Snapshot {
  const all: Snapshot["switches"] = Object.assign(Object.create(null), snapshot.switches, switches);
  for (const key of removed) delete all[key];
  const after: Snapshot = { ...snapshot, ...known, switches: all };
  if (known.stamp === undefined) delete after.stamp;
  return after;
}

/** Checks a change that came over the wire. Throws a TypeError that names the faulty field. */
export function parseDelta(input: unknown): Delta {
  const source = record(input, "change");
  const from = whole(source.from, "change.from");
  const revision = whole(source.revision, "change.revision");
  if (revision <= from) fail("change.revision", `expected more than ${from}`);
  const switches = parseSwitches(source.switches, "change.switches");
  return { ...historyIn(source, "change"), from, revision, switches, removed: list(source.removed, "change.removed", text) };
}

/** Switches are parsed and therefore written down in one order of fields. */
function sameSwitch(before: Snapshot, after: Snapshot, key: string): boolean {
  const [held, now] = [Object.hasOwn(before.switches, key) ? before.switches[key] : undefined, after.switches[key]];
  return held === now || (held !== undefined && JSON.stringify(held) === JSON.stringify(now));
}
