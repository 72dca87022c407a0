import { describe, expect, it } from "vitest";
import { concerns, judgedSeconds, meant } from "./attention.ts";
import type { HealthState, ModuleHealth } from "./module-health.ts";

const NOW = 1_800_000_000;

const health = (state: HealthState): ModuleHealth => ({
  state,
  findings: [],
  says: { is: "at-rest", old: { errors: 0, p99: null } },
});
const copy = (state: HealthState, newInUse: boolean, guarded = false, newest: number | null = NOW - 10) => ({
  ...{ health: health(state), newInUse, guarded, newest },
});

describe("what somebody on call is told of", () => {
  it.each([
    ["a moved module in production of which nothing is known", copy("unknown", true, true, null), true],
    ["a moved module elsewhere that was measured today", copy("unknown", true, false, NOW - 3600), true],
    ["a moved module where nobody has been for days", copy("unknown", true, false, NOW - 200_000), false],
    ["a module at rest that does well", copy("ok", false), true],
    ["a module at rest of which nothing is known, production or not", copy("unknown", false, true, null), false],
    ["a module at rest that stopped reporting", copy("unknown", false, true, NOW - 3600), false],
    ["a module that was taken back as a whole", copy("held", false), true],
  ])("%s", (_, given, expected) => {
    expect(concerns(given, NOW)).toBe(expected);
  });
});

describe("the copy meant", () => {
  it("is the only one that is Bad, else on Watch, else moved", () => {
    const [bad, watch, moved, rest] = [copy("bad", true), copy("watch", true), copy("ok", true), copy("ok", false)];
    expect(meant([rest, moved, watch, bad])).toBe(bad);
    expect(meant([rest, moved, watch])).toBe(watch);
    expect(meant([rest, moved])).toBe(moved);
  });

  it("is asked for where several are as bad, or none has moved", () => {
    expect(meant([copy("bad", true), copy("bad", true), copy("watch", true)])).toBeNull();
    expect(meant([copy("ok", false), copy("unknown", false)])).toBeNull();
  });
});

it("judges what came after a way back, a window at least", () => {
  expect(judgedSeconds(null, NOW, 300)).toBe(300);
  expect(judgedSeconds(NOW - 120.7, NOW, 300)).toBe(120);
  expect(judgedSeconds(NOW - 3, NOW, 300)).toBe(10);
  expect(judgedSeconds(NOW - 4000, NOW, 300)).toBe(300);
});
