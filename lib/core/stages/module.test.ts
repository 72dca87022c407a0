import { describe, expect, test } from "vitest";
import { allWrite, floorOf, positionsInUse, returnedFrom, stagesOf } from "./module.ts";
import { coexist, STAGES, type Stage } from "./positions.ts";
import { FULL_SHARE } from "./state.ts";
import { moduleAt, OLD_APPS_STAY, switchAt, TESTERS_AHEAD } from "./test-module.ts";

const half = { share: FULL_SHARE / 2 };

test("a position is in use while any subject may be there", () => {
  expect(positionsInUse(switchAt("data", "shadow"))).toEqual(["shadow"]);
  expect(positionsInUse(switchAt("data", "shadow", { next: "live", share: 0 }))).toEqual(["shadow"]);
  expect(positionsInUse(switchAt("data", "shadow", { next: "live", share: 0, rules: [TESTERS_AHEAD] }))).toEqual([
    "shadow",
    "live",
  ]);
  expect(positionsInUse(switchAt("data", "shadow", { next: "live", share: 1 }))).toEqual(["shadow", "live"]);
});

describe("the stages of a module", () => {
  test("are those of data", () => {
    expect(stagesOf(moduleAt("live"))).toEqual(["live"]);
    expect(stagesOf(moduleAt("shadow", { next: "live", ...half }, null))).toEqual(["shadow", "live"]);
    expect(stagesOf({})).toEqual(["off"]);
  });

  test("include off while call sends any subject down the old path", () => {
    expect(stagesOf(moduleAt("shadow", {}, switchAt("call", "old")))).toEqual(["off", "shadow"]);
    expect(stagesOf(moduleAt("shadow", {}, switchAt("call", "old", { next: "new", share: FULL_SHARE - 1 })))).toEqual([
      "off",
      "shadow",
    ]);
    expect(stagesOf(moduleAt("off", {}, switchAt("call", "old")))).toEqual(["off"]);
  });
});

test.each<[Stage[], Stage]>([
  [["off"], "off"],
  [["off", "dualwrite"], "off"],
  [["dualwrite"], "off"],
  [["shadow"], "off"],
  [["shadow", "live"], "dualwrite"],
  [["live"], "dualwrite"],
  [["rampdown"], "dualwrite"],
  [["rampdown", "complete"], "live"],
  [["complete"], "live"],
])("the floor of %j is %s", (stages, floor) => {
  expect(floorOf(stages)).toBe(floor);
});

test("a floor goes with every stage, and nothing before it does", () => {
  for (const one of STAGES) {
    for (const other of STAGES.filter((stage) => coexist(one, stage))) {
      const floor = floorOf([one, other]);
      const goes = (stage: Stage) => coexist(stage, one) && coexist(stage, other);
      expect(goes(floor)).toBe(true);
      expect(STAGES.slice(0, STAGES.indexOf(floor)).some(goes)).toBe(false);
    }
  }
});

test("stores are named once", () => {
  expect(returnedFrom(["dualwrite", "shadow"])).toEqual(["old"]);
  expect(returnedFrom(["shadow", "live"])).toEqual(["old", "new"]);
  expect([allWrite(["dualwrite", "live"], "new"), allWrite(["off", "shadow"], "new")]).toEqual([true, false]);
});

test("with the whole share nobody is at the position but whom rules keep there", () => {
  const all = { next: "live", share: FULL_SHARE } as const;
  expect(positionsInUse(switchAt("data", "shadow", all))).toEqual(["live"]);
  expect(positionsInUse(switchAt("data", "shadow", { ...all, rules: [OLD_APPS_STAY] }))).toEqual(["shadow", "live"]);
});
