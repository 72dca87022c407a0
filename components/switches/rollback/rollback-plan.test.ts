import { describe, expect, it } from "vitest";
import { changeTo, switchAt as view } from "@/components/switches/testing.ts";
import { defaultPast, legsOf, startOf, stateBefore } from "./rollback-plan.ts";

describe("what a rollback sheet announces", () => {
  it("lists only the axes that move, data first while it answers from the new store", () => {
    const switches = { route: view("route", "new"), call: view("call", "old"), data: view("data", "live") };
    expect(
      legsOf(switches, startOf(switches)).map(({ view: { axis }, steps }) => [axis, steps.map((step) => step.position)]),
    ).toEqual([
      ["data", ["shadow", "dualwrite", "off"]],
      ["route", ["old"]],
    ]);
  });

  it("names the last state that stood ten minutes", () => {
    const switches = { data: view("data", "shadow", "live", 25_000) };
    const data = [
      changeTo("data", "2027-02-24T02:54:00Z", { position: "shadow", next: "live", share: 25_000 }),
      changeTo("data", "2027-02-24T02:50:00Z", { position: "shadow", next: "live", share: 10_000 }),
      changeTo("data", "2027-02-24T01:12:00Z", { position: "shadow", next: "live", share: 5_000 }),
    ];
    const past = defaultPast(switches, { data });
    expect(past?.states.data?.share).toBe(5_000);
    expect(past?.since.toISOString()).toBe("2027-02-24T01:12:00.000Z");
  });

  it("names the rules and the policy that change with the share", () => {
    const conditions = [{ attribute: "group", operator: "equals" as const, value: "test" }];
    const testers = { name: "testers", conditions, result: "next" as const };
    const split = { position: "old", next: "new", share: 5000 };
    const change = changeTo("route", "2027-02-24T02:54:00Z", split, { from: split, rules: [testers], checkRatio: 0 });
    const now = view("route", "old", "new", 5000, { rules: [testers], checkRatio: 0 });
    const [leg] = legsOf({ route: now }, stateBefore(change) ?? {});
    expect(leg).toMatchObject({ to: split, beside: { gone: [testers], came: [], checkRatio: 100_000, secondaryWrites: null } });
    expect(legsOf({ route: view("route", "old", "new", 5000) }, stateBefore(change) ?? {})).toEqual([]);
  });

  it("finds nothing behind a module that never moved", () => {
    const switches = { route: view("route", "old") };
    expect(
      defaultPast(switches, { route: [changeTo("route", "2027-02-24T01:12:00Z", { position: "old", next: null, share: 0 })] }),
    ).toBeNull();
    expect(legsOf(switches, startOf(switches))).toEqual([]);
  });
});
