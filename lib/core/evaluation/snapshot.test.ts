import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AXES, type Axis, forwardOf, positionsOf, STAGES, switchKey } from "../stages/positions.ts";
import { SECONDARY_WRITES } from "../stages/secondary-writes.ts";
import { FULL_SHARE, type Standing } from "../stages/state.ts";
import { vectorSnapshot } from "../vectors/cases.ts";
import { type Condition, parseSnapshot, type Rule, type Snapshot, type SnapshotSwitch, STAMP, UNREADABLE } from "./snapshot.ts";

const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const text = fc.string();
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0);
const unreadable = fc.constantFrom(...UNREADABLE);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ attribute: text, operator: fc.constant("equals" as const), value: fc.oneof(text, finite, fc.boolean()) }),
  fc.record({ attribute: text, operator: fc.constant("in" as const), values: fc.array(fc.oneof(text, finite)) }),
  fc.record({ attribute: text, operator: fc.constant("prefix" as const), value: text }),
  fc.record(
    { attribute: text, operator: fc.constant("semver" as const), min: text, max: text, unreadable },
    { requiredKeys: ["attribute", "operator"] },
  ),
  fc.record(
    { attribute: text, operator: fc.constant("number" as const), min: finite, max: finite, unreadable },
    { requiredKeys: ["attribute", "operator"] },
  ),
);
const rule: fc.Arbitrary<Rule> = fc.record({
  name: text,
  conditions: fc.array(condition, { maxLength: 3 }),
  result: fc.constantFrom("position" as const, "next" as const),
});

function standing(axis: Axis): fc.Arbitrary<Standing> {
  return fc
    .tuple(fc.constantFrom(...positionsOf(axis)), fc.boolean(), fc.integer({ min: 0, max: FULL_SHARE - 1 }))
    .map(([position, moving, share]) => {
      const next = moving ? forwardOf(axis, position) : null;
      return { position, next, share: next === null ? 0 : share };
    });
}

const aSwitch: fc.Arbitrary<SnapshotSwitch> = fc
  .tuple(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/), fc.constantFrom(...AXES))
  .chain(([module, axis]) =>
    fc
      .record({
        rules: fc.array(rule, { maxLength: 3 }),
        checkRatio: fc.integer({ min: 0, max: FULL_SHARE }),
        secondaryWrites: fc.constantFrom(...SECONDARY_WRITES),
        paused: fc.boolean(),
        floor: fc.option(fc.constantFrom(...STAGES)),
        salt: fc.option(text),
        version: whole,
        revision: whole,
        standing: standing(axis),
      })
      .map(({ standing, ...rest }) => ({ key: switchKey(module, axis), module, axis, ...standing, ...rest })),
  );
const aSnapshot: fc.Arbitrary<Snapshot> = fc.record({
  format: fc.constant(1 as const),
  lineage: text,
  stamp: fc.stringMatching(STAMP),
  project: text,
  environment: text,
  revision: whole,
  salt: text,
  switches: fc.array(aSwitch, { maxLength: 5 }).map((all) => Object.fromEntries(all.map((one) => [one.key, one]))),
});

test("survives the wire", () => {
  fc.assert(
    fc.property(aSnapshot, (snapshot) => {
      expect(parseSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
    }),
  );
});

test("takes what was kept before switches had a policy", () => {
  const snapshot = parseSnapshot(vectorSnapshot);
  const { secondaryWrites: _, paused: __, floor: ___, ...before } = snapshot.switches["gated.route"] as SnapshotSwitch;
  const parsed = parseSnapshot({ ...snapshot, switches: { "gated.route": before } });
  expect(parsed.switches["gated.route"]).toMatchObject({ secondaryWrites: "best-effort", paused: false, floor: null });
});

describe("refuses, naming the field", () => {
  const at = "snapshot.switches.gated.route";
  test.each<[path: (string | number)[], value: unknown, message: string]>([
    [["format"], 2, "snapshot.format: expected 1"],
    [["project"], 7, "snapshot.project: expected text"],
    [["environment"], null, "snapshot.environment: expected text"],
    [["revision"], -1, "snapshot.revision: expected a whole number"],
    [["revision"], 1.5, "snapshot.revision: expected a whole number"],
    [["revision"], "41", "snapshot.revision: expected a whole number"],
    [["stamp"], 7, "snapshot.stamp: expected text"],
    [["stamp"], "0123456789ABCDEF0123456789ABCDEF", "snapshot.stamp: expected 32 hexadecimal digits"],
    [["salt"], undefined, "snapshot.salt: expected text"],
    [["switches"], [], "snapshot.switches: expected an object"],
    [["switches", "gated.route"], null, `${at}: expected an object`],
    [["switches", "gated.route", "axis"], "sideways", `${at}.axis: expected route, call or data`],
    [["switches", "gated.route", "module"], "other", `${at}.module: does not belong to the key gated.route`],
    [["switches", "gated.route", "position"], "live", `${at}.position: not a position of route`],
    [["switches", "gated.route", "next"], "old", `${at}.next: expected new or null`],
    [["switches", "gated.route", "next"], undefined, `${at}.next: expected new or null`],
    [["switches", "done.route", "next"], "new", "snapshot.switches.done.route.next: expected null"],
    [["switches", "stage-off.data", "next"], "shadow", "snapshot.switches.stage-off.data.next: expected dualwrite or null"],
    [["switches", "gated.route", "share"], 100_001, `${at}.share: expected a whole number from 0 to 100000`],
    [["switches", "start.route", "share"], 1, "snapshot.switches.start.route.share: expected a whole number from 0 to 0"],
    [["switches", "gated.route", "checkRatio"], 100_001, `${at}.checkRatio: expected a whole number from 0 to 100000`],
    [["switches", "gated.route", "secondaryWrites"], "often", `${at}.secondaryWrites: expected best-effort or required`],
    [["switches", "gated.route", "paused"], 1, `${at}.paused: expected true or false`],
    [["switches", "gated.route", "floor"], "old", `${at}.floor: expected a stage or null`],
    [["switches", "gated.route", "salt"], 1, `${at}.salt: expected text`],
    [["switches", "gated.route", "version"], null, `${at}.version: expected a whole number`],
    [["switches", "gated.route", "rules"], {}, `${at}.rules: expected a list`],
    [["switches", "gated.route", "rules", 0, "name"], 1, `${at}.rules[0].name: expected text`],
    [["switches", "gated.route", "rules", 0, "result"], "new", `${at}.rules[0].result: expected position or next`],
    [["switches", "gated.route", "rules", 1, "conditions", 0], "x", `${at}.rules[1].conditions[0]: expected an object`],
    [
      ["switches", "gated.route", "rules", 0, "conditions", 0, "attribute"],
      1,
      `${at}.rules[0].conditions[0].attribute: expected text`,
    ],
    [
      ["switches", "gated.route", "rules", 0, "conditions", 0, "operator"],
      "regex",
      `${at}.rules[0].conditions[0].operator: expected equals, in, prefix, semver or number`,
    ],
    [
      ["switches", "gated.route", "rules", 0, "conditions", 0, "unreadable"],
      "stays",
      `${at}.rules[0].conditions[0].unreadable: expected holds or fails`,
    ],
    [["switches", "gated.route", "rules", 0, "conditions", 0, "max"], 6, `${at}.rules[0].conditions[0].max: expected text`],
    [
      ["switches", "gated.route", "rules", 1, "conditions", 0, "value"],
      null,
      `${at}.rules[1].conditions[0].value: expected text`,
    ],
    [["switches", "gated.route", "rules", 1, "conditions", 1, "min"], "3", `${at}.rules[1].conditions[1].min: expected a number`],
    [
      ["switches", "gated.route", "rules", 2, "conditions", 0, "values"],
      "x",
      `${at}.rules[2].conditions[0].values: expected a list`,
    ],
    [
      ["switches", "gated.route", "rules", 2, "conditions", 0, "values", 1],
      true,
      `${at}.rules[2].conditions[0].values[1]: expected text`,
    ],
    [
      ["switches", "armed.route", "rules", 0, "conditions", 0, "value"],
      {},
      "snapshot.switches.armed.route.rules[0].conditions[0].value: expected text",
    ],
  ])("%j = %j", (path, value, message) => {
    expect(() => parseSnapshot(replaced(vectorSnapshot, path, value))).toThrow(new TypeError(message));
  });

  test("any garbage, with a TypeError", () => {
    fc.assert(
      fc.property(fc.anything(), (garbage) => {
        expect(() => parseSnapshot(garbage)).toThrow(TypeError);
      }),
    );
  });
});

test("keeps no property it does not know", () => {
  const extended = replaced(replaced(vectorSnapshot, ["extra"], 1), ["switches", "gated.route", "extra"], 1);
  expect(parseSnapshot(extended)).toEqual(parseSnapshot(vectorSnapshot));
});

test("a switch named like a built-in property stays data", () => {
  const wire = JSON.stringify(vectorSnapshot).replaceAll("half.route", "__proto__");
  expect(() => parseSnapshot(JSON.parse(wire))).toThrow(
    "snapshot.switches.__proto__.module: does not belong to the key __proto__",
  );
});

/** A deep copy of `source` with the value at `path` replaced; undefined removes it. */
function replaced(source: unknown, path: (string | number)[], value: unknown): unknown {
  const copy = structuredClone(source);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], copy);
  (parent as Record<string | number, unknown>)[path.at(-1) as string | number] = value;
  return copy;
}
