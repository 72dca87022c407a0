import { describe, expect, it } from "vitest";
import { rowOf } from "@/components/switches/module-details.ts";
import { switchAt } from "@/components/switches/testing.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { asksCount, levelOf, lockstepChanges, openAxes, partsOf } from "./selection.ts";

function state(key: string, switches: ModuleState["switches"]): ModuleState {
  const module = {
    key,
    name: key,
    domain: "",
    owner: "",
    oldSystem: "",
    newSystem: "",
    archivedAt: null,
    version: 1,
    createdAt: "",
  };
  return {
    module,
    switches,
    summary: null,
    health: { state: "ok", findings: [], says: { is: "at-rest", old: { errors: 0, p99: null } } },
  };
}

const rowAt = (...at: Parameters<typeof switchAt>) => rowOf(switchAt(...at));
const SHADOW = state("orders", { route: rowAt("route", "new"), data: rowAt("data", "shadow", "live", 5000) });
const OFF = state("payments", {
  route: rowAt("route", "new"),
  data: rowAt("data", "off", null, 0, { key: "payments.data" }),
});

describe("several modules moved in one go", () => {
  it("move on axes on which somebody can still go forward", () => {
    expect(openAxes([SHADOW, OFF])).toEqual(["data"]);
  });

  it("each go to the position after their own, against the version seen", () => {
    expect(lockstepChanges(partsOf([SHADOW, OFF], "data"), 10_000)).toEqual([
      { key: "orders.data", expectedVersion: 3, target: "live", share: 10_000 },
      { key: "payments.data", expectedVersion: 3, target: "dualwrite", share: 10_000 },
    ]);
  });

  it("are one plain change outside protected environments while all make the same move", () => {
    const [same, mixed] = [partsOf([SHADOW, SHADOW], "data"), partsOf([SHADOW, OFF], "data")];
    expect([levelOf(same, false), levelOf(mixed, false), levelOf(same, true)]).toEqual([1, 3, 3]);
  });

  it("ask for their number on the way back when there are more than three", () => {
    expect([asksCount(3), asksCount(4)]).toEqual([false, true]);
  });
});
