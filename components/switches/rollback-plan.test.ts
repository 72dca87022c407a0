import { describe, expect, it } from "vitest";
import type { Axis } from "@/lib/core/stages/positions.ts";
import type { ChangeView, SwitchView } from "@/lib/switches/schema.ts";
import { defaultPast, legsOf, startOf } from "./rollback-plan.ts";

const NO_ONE = { kind: "user", id: "u", name: "Wei" };

function view(axis: Axis, position: string, next: string | null = null, share = 0): SwitchView {
  return {
    key: `orders.${axis}`,
    module: "orders",
    axis,
    environment: "production",
    position,
    next,
    share,
    rules: [],
    checkRatio: 100_000,
    held: false,
    version: 3,
    revision: 9,
    updatedAt: "2027-02-24T02:54:00Z",
    lastChange: null,
    propagation: { applied: 0, of: 0, waiting: [] },
    rollbackTo: null,
    moves: [],
  };
}

function state(axis: Axis, at: string, position: string, next: string | null = null, share = 0): ChangeView {
  const to = { position, next, share };
  const shown = {
    switch: `orders.${axis}`,
    module: "orders",
    axis,
    environment: "production",
    version: 1,
    revision: 1,
    held: false,
  };
  return { ...shown, at, act: "change", direction: "forward", from: null, to, actor: NO_ONE, reason: null, link: null };
}

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
      state("data", "2027-02-24T02:54:00Z", "shadow", "live", 25_000),
      state("data", "2027-02-24T02:50:00Z", "shadow", "live", 10_000),
      state("data", "2027-02-24T01:12:00Z", "shadow", "live", 5_000),
    ];
    const past = defaultPast(switches, { data });
    expect(past?.standings.data?.share).toBe(5_000);
    expect(past?.since.toISOString()).toBe("2027-02-24T01:12:00.000Z");
  });

  it("finds nothing behind a module that never moved", () => {
    const switches = { route: view("route", "old") };
    expect(defaultPast(switches, { route: [state("route", "2027-02-24T01:12:00Z", "old")] })).toBeNull();
    expect(legsOf(switches, startOf(switches))).toEqual([]);
  });
});
