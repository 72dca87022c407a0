import type { Snapshot, SnapshotSwitch } from "./snapshot.ts";

/** More differing switches than this are not told in one word. */
export const MOST_ACTING = 2000;

/** Everything of a switch that decides which store somebody's operations use. */
const FIELDS = ["position", "next", "share", "rules", "secondaryWrites", "paused", "salt"] as const;
type Acted = { [Field in (typeof FIELDS)[number]]: unknown };

/** Whether acting on the one is acting on the other. */
export function actsAlike(a: Acted, b: Acted): boolean {
  return FIELDS.every((field) => a[field] === b[field] || JSON.stringify(a[field]) === JSON.stringify(b[field]));
}

/** The `call` and `data` switches that somebody who holds `held` acts on otherwise than somebody who holds `other` would. */
export function actingApart(held: Snapshot, other: Snapshot): Snapshot["switches"] {
  const apart: Snapshot["switches"] = Object.create(null);
  for (const [key, one] of Object.entries(held.switches)) {
    const same = Object.hasOwn(other.switches, key) ? (other.switches[key] as SnapshotSwitch) : null;
    if (one.axis !== "route" && !(same && actsAlike(one, same))) apart[key] = one;
  }
  return apart;
}
