import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { floorOf, stagesOf } from "../stages/module.ts";
import { AXES, type Axis, type Position, positionsOf } from "../stages/positions.ts";
import { deltaCases } from "../vectors/cases.ts";
import { applyDelta, changedKeys, type Delta, deltaBetween, deltaOf, parseDelta } from "./delta.ts";
import { parseSnapshot, type Snapshot, type SnapshotSwitch } from "./snapshot.ts";

const overTheWire = (delta: Delta) => parseDelta(JSON.parse(JSON.stringify(delta)));

describe("golden cases", () => {
  test.each(deltaCases)("$id $name", ({ before, change, after }) => {
    const [from, to] = [parseSnapshot(before), parseSnapshot(after)];
    expect(deltaBetween(from, to)).toEqual(change);
    if (change) expect(applyDelta(from, parseDelta(change))).toEqual(to);
  });
});

/** Two modules, one of them named like what every object has. */
const MODULES = ["orders", "constructor"];
const row = fc.record({
  module: fc.constantFrom(...MODULES),
  axis: fc.constantFrom(...AXES),
  at: fc.nat({ max: 5 }),
  salt: fc.option(fc.constantFrom("a", "b")),
  values: fc.array(fc.constantFrom("x", 7), { maxLength: 2 }),
});

function snapshotAt(revision: number, rows: readonly (typeof row extends fc.Arbitrary<infer Row> ? Row : never)[]): Snapshot {
  const switches: Snapshot["switches"] = Object.create(null);
  for (const { module, axis, at, salt, values } of rows) {
    const positions = positionsOf(axis);
    const rules = values.length > 0 ? [{ name: "r", conditions: [ahead(values)], result: "position" as const }] : [];
    const rest = { checkRatio: 0, secondaryWrites: "best-effort" as const, paused: false, floor: null, version: 1, revision: 1 };
    const position = positions[at % positions.length] as Position;
    const key = `${module}.${axis}`;
    switches[key] = { key, module, axis, position, next: null, share: 0, rules, salt, ...rest };
  }
  for (const module of MODULES) setFloor(switches, module);
  return { format: 1, project: "p", environment: "e", salt: "s", revision, switches };
}

function ahead(values: (string | number)[]) {
  return { attribute: "group", operator: "in" as const, values };
}

/** What data may fall back to changes with call, while data's own row stays as it is. */
function setFloor(switches: Snapshot["switches"], module: string): void {
  const state = (axis: Axis) => {
    const found = switches[`${module}.${axis}`];
    return found && { ...found, held: false };
  };
  const [call, data] = [state("call"), state("data")];
  if (!data) return;
  const floor = floorOf(stagesOf({ data, ...(call && { call }) }));
  switches[`${module}.data`] = { ...(switches[`${module}.data`] as SnapshotSwitch), floor };
}

const history = fc
  .array(fc.array(row, { maxLength: 6 }), { minLength: 2, maxLength: 5 })
  .map((all) => all.map((rows, index) => snapshotAt(index * 3, rows)));

describe("whatever changed", () => {
  test("what is sent makes one snapshot out of the other", () => {
    fc.assert(
      fc.property(history, ([before, after]) => {
        const [from, to] = [before as Snapshot, after as Snapshot];
        expect(applyDelta(from, overTheWire(deltaBetween(from, to) as Delta))).toEqual(to);
      }),
    );
  });

  test("changes in between may be said at once, and to whoever heard some of them", () => {
    fc.assert(
      fc.property(history, (snapshots) => {
        const last = snapshots.at(-1) as Snapshot;
        const keys = snapshots.slice(1).flatMap((after, index) => changedKeys(snapshots[index] as Snapshot, after) as string[]);
        const merged = overTheWire(deltaOf(last, 0, new Set(keys)));
        for (const held of snapshots) expect(applyDelta(held, merged)).toEqual(last);
        const oneByOne = snapshots.reduce((held, after) => applyDelta(held, deltaBetween(held, after) as Delta));
        expect(oneByOne).toEqual(last);
      }),
    );
  });

  test("nothing that was held is changed in place, and what did not change stays the same object", () => {
    fc.assert(
      fc.property(history, ([before, after]) => {
        const [from, to] = [before as Snapshot, after as Snapshot];
        const text = JSON.stringify(from);
        const delta = deltaBetween(from, to) as Delta;
        const made = applyDelta(from, delta);
        expect(JSON.stringify(from)).toBe(text);
        const same = Object.keys(from.switches).filter((key) => !(key in delta.switches || delta.removed.includes(key)));
        for (const key of same) expect(made.switches[key]).toBe(from.switches[key]);
      }),
    );
  });
});

test("keys are data, whatever they are called", () => {
  const [{ switches: held }, empty] = [
    snapshotAt(1, [{ module: "orders", axis: "route", at: 0, salt: null, values: [] }]),
    snapshotAt(0, []),
  ];
  const odd = Object.assign(Object.create(null), { ["__proto__"]: held["orders.route"], toString: held["orders.route"] });
  const named: Snapshot = { ...empty, revision: 1, switches: odd };
  const delta = deltaBetween(empty, named) as Delta;
  expect(Object.keys(delta.switches)).toEqual(["__proto__", "toString"]);
  expect(applyDelta(empty, delta)).toEqual(named);
  expect(applyDelta(named, deltaBetween(named, { ...empty, revision: 2 }) as Delta).switches).toEqual(Object.create(null));
});

test("a change stays within its lineage, and names it", () => {
  const [before, after] = [snapshotAt(1, []), snapshotAt(2, [])];
  const here = { ...before, lineage: "here" };
  expect(deltaBetween(here, { ...after, lineage: "there" })).toBeNull();
  const change = overTheWire(deltaBetween(here, { ...after, lineage: "here" }) as Delta);
  expect(change).toMatchObject({ lineage: "here", from: 1, revision: 2 });
  expect(applyDelta(before, change)).toEqual({ ...after, lineage: "here" });
});

test("a change carries the stamp of its own revision; without one, there is none", () => {
  const [first, second] = ["0".repeat(32), "1".repeat(32)];
  const [before, after] = [{ ...snapshotAt(1, []), stamp: first }, snapshotAt(2, [])];
  const change = overTheWire(deltaBetween(before, { ...after, stamp: second }) as Delta);
  expect(change.stamp).toBe(second);
  expect(applyDelta(before, change)).toEqual({ ...after, stamp: second });
  expect(applyDelta(snapshotAt(1, []), change).stamp).toBe(second);
  expect(applyDelta(before, overTheWire(deltaBetween(before, after) as Delta))).toEqual(after);
});

describe("refuses, naming the field", () => {
  const good = { from: 1, revision: 2, switches: {}, removed: [] };
  test.each<[change: unknown, message: string]>([
    [[], "change: expected an object"],
    [{ ...good, lineage: 7 }, "change.lineage: expected text"],
    [{ ...good, stamp: "no" }, "change.stamp: expected 32 hexadecimal digits"],
    [{ ...good, from: "1" }, "change.from: expected a whole number"],
    [{ ...good, revision: 1 }, "change.revision: expected more than 1"],
    [{ ...good, switches: null }, "change.switches: expected an object"],
    [{ ...good, switches: { "a.route": null } }, "change.switches.a.route: expected an object"],
    [{ ...good, removed: {} }, "change.removed: expected a list"],
    [{ ...good, removed: [1] }, "change.removed[0]: expected text"],
  ])("%j", (change, message) => {
    expect(() => parseDelta(change)).toThrow(new TypeError(message));
  });

  test("any garbage, with a TypeError", () => {
    fc.assert(
      fc.property(fc.anything(), (garbage) => {
        expect(() => parseDelta(garbage)).toThrow(TypeError);
      }),
    );
  });
});
