import { describe, expect, test } from "vitest";
import { authorityGained } from "./authority.ts";
import type { SwitchState } from "./module.ts";
import type { Position } from "./positions.ts";
import { FULL_SHARE } from "./state.ts";
import { OLD_APPS_STAY, switchAt, TESTERS_AHEAD } from "./test-module.ts";

const half = { share: FULL_SHARE / 2 };

describe("the store that becomes the authority", () => {
  const at = (position: Position, given: Partial<SwitchState> = {}) => switchAt("data", position, given);

  test("is the one moved to", () => {
    expect(authorityGained(at("shadow"), at("live"))).toEqual(["new"]);
    expect(authorityGained(at("shadow"), at("shadow", { next: "live", ...half }))).toEqual(["new"]);
    expect(authorityGained(at("shadow", { next: "live", ...half }), at("shadow"))).toEqual(["old"]);
    expect(authorityGained(at("live"), at("shadow"))).toEqual(["old"]);
  });

  test("is none while everybody returns from one store", () => {
    expect(authorityGained(at("dualwrite"), at("shadow"))).toEqual([]);
    expect(authorityGained(at("rampdown"), at("complete"))).toEqual([]);
    expect(authorityGained(switchAt("call", "old"), switchAt("call", "new"))).toEqual([]);
  });

  test("may be either when rules are replaced between two authorities", () => {
    const moving = at("shadow", { next: "live", ...half });
    const rules = [TESTERS_AHEAD, OLD_APPS_STAY];
    const turned = [{ ...TESTERS_AHEAD, result: "position" as const }];
    expect(authorityGained({ ...moving, rules }, { ...moving, rules: turned })).toEqual(["old", "new"]);
    expect(authorityGained(moving, { ...moving, rules: [TESTERS_AHEAD] })).toEqual(["new"]);
    expect(authorityGained({ ...moving, rules: [TESTERS_AHEAD] }, { ...moving, rules: [TESTERS_AHEAD] })).toEqual([]);
    expect(authorityGained(at("live"), at("live", { rules: [TESTERS_AHEAD] }))).toEqual([]);
  });
});
