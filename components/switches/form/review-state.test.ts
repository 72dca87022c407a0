import { describe, expect, it } from "vitest";
import { raiseTarget } from "@/components/switches/raise.ts";
import { switchAt as view } from "@/components/switches/testing.ts";
import type { GateView } from "@/lib/switches/schema/fields.ts";
import type { Preview } from "@/lib/switches/schema/outcome.ts";
import {
  BLANK,
  bodyOf,
  canRebase,
  changeBody,
  directionAfter,
  judge,
  newPart,
  restoreBody,
  secondaryBody,
  standingAfter,
} from "./review-state.ts";

describe("a proposal under review", () => {
  const shadow = view("data", "shadow", "live", 10_000);

  it("goes to the position after the one stood at, and nowhere from the last", () => {
    expect([raiseTarget(view("route", "old")), raiseTarget(shadow), raiseTarget(view("data", "complete"))]).toEqual([
      "new",
      "live",
      null,
    ]);
  });

  it("names the wanted share, and settles when nobody or everybody moves", () => {
    expect(standingAfter(shadow, { target: "live", share: 25_000 })).toEqual({ position: "shadow", next: "live", share: 25_000 });
    expect(standingAfter(shadow, { target: "live", share: 100_000 })).toEqual({ position: "live", next: null, share: 0 });
    expect(bodyOf(shadow, { target: "live", share: 0 })).toEqual({ target: "shadow", share: 100_000 });
    expect(standingAfter(shadow, { target: "live", share: 0 })).toEqual({ position: "shadow", next: null, share: 0 });
  });

  it("knows forward from back", () => {
    const direction = (share: number) => directionAfter(shadow, { target: "live", share });
    expect([direction(25_000), direction(5000), direction(0), direction(10_000)]).toEqual(["forward", "back", "back", "none"]);
  });

  it("counts whom the new side answers: stages by the store they return from", () => {
    expect(newPart("data", { position: "dualwrite", next: "shadow", share: 50_000 })).toBe(0);
    expect(newPart("data", { position: "shadow", next: "live", share: 25_000 })).toBe(0.25);
    expect(newPart("data", { position: "live", next: "rampdown", share: 25_000 })).toBe(1);
    expect(newPart("route", { position: "old", next: "new", share: 10_000 })).toBeCloseTo(0.1);
    expect(newPart("route", { position: "new", next: null, share: 0 })).toBe(1);
  });

  it("survives somebody else's share, not their stage", () => {
    expect(canRebase(shadow, view("data", "shadow", "live", 30_000))).toBe(true);
    expect(canRebase(shadow, view("data", "live"))).toBe(false);
  });

  it("sends the words that were given, and a pause only where the authority changes", () => {
    const draft = { ...BLANK, reason: " night shift ", cutOver: "pause" as const, pauseSeconds: 3 };
    expect(changeBody(shadow, { target: "live", share: 25_000 }, draft)).toEqual({
      target: "live",
      share: 25_000,
      expectedVersion: 3,
      cutOver: "pause",
      pauseSeconds: 3,
      reason: "night shift",
    });
    const early = view("data", "off");
    expect(changeBody(early, { target: "dualwrite", share: 100_000 }, draft)).not.toHaveProperty("cutOver");
  });

  it("names a standing by target and share, and nothing where one change does not reach it", () => {
    const past = (...at: [string, (string | null)?, number?]) => {
      const [position, next = null, share = 0] = at;
      const { rules, secondaryWrites, checkRatio } = shadow;
      return { to: { position, next, share }, rules, secondaryWrites, checkRatio };
    };
    expect(restoreBody(shadow, past("shadow"))).toMatchObject({ target: "shadow", share: 100_000 });
    expect(restoreBody(shadow, past("shadow", "live", 5_000))).toMatchObject({ target: "live", share: 5_000 });
    expect(restoreBody(shadow, past("dualwrite", "shadow", 30_000))).toBeNull();
    expect(secondaryBody(shadow, "required", "because")).toMatchObject({
      target: "live",
      share: 10_000,
      secondaryWrites: "required",
    });
  });
});

const gate = (rule: string, passed: boolean, overridable: boolean): GateView => ({
  rule,
  passed,
  overridable,
  message: rule,
  detail: {},
});

function preview(gates: GateView[], more: Partial<Preview> = {}): Preview {
  const refusals = gates.filter(({ passed }) => !passed);
  const place = { position: "shadow", next: "live", share: 10_000 };
  return {
    ok: refusals.length === 0,
    direction: "forward",
    level: 2,
    from: place,
    to: place,
    moved: [],
    refusals,
    gates,
    warnings: [],
    ...more,
  };
}

describe("what a review asks for", () => {
  it("is the level's words, and nothing the server would not ask for", () => {
    const asked = preview([], { refusals: [{ rule: "reason", message: "", detail: {} }] });
    expect(judge(asked, BLANK, "orders")).toMatchObject({ level: 2, refusals: [], lacks: ["reason"] });
    expect(judge(asked, { ...BLANK, reason: "ten letters" }, "orders").lacks).toEqual([]);
    expect(judge(preview([], { level: 1 }), BLANK, "orders").lacks).toEqual([]);
  });

  it("is an override and the typed key where a failed gate allows it", () => {
    const waivable = preview([gate("currency", false, true), gate("barrier", true, false)]);
    expect(judge(waivable, BLANK, "orders")).toMatchObject({
      level: 3,
      refusals: [],
      lacks: ["reason", "confirm", "override"],
    });
    const said = { ...BLANK, reason: "ten letters", confirm: "orders", override: "checked by hand" };
    expect(judge(waivable, said, "orders").lacks).toEqual([]);
  });

  it("cannot be talked past a rule of safety", () => {
    const hard = preview([gate("barrier", false, false), gate("ledger", false, true)]);
    expect(judge(hard, BLANK, "orders").refusals.map(({ rule }) => rule)).toEqual(["barrier"]);
  });

  it("is a second person where the environment wants one, and that is no refusal", () => {
    expect(judge(preview([gate("approval", false, false)]), BLANK, "orders")).toMatchObject({
      needsApproval: true,
      refusals: [],
    });
  });

  it("is an override alone on the way back", () => {
    const back = preview([gate("currency", false, true)], { direction: "back", level: "R" });
    expect(judge(back, BLANK, "orders")).toMatchObject({ level: "R", lacks: ["override"] });
  });
});
