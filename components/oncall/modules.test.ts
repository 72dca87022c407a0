import { describe, expect, it } from "vitest";
import type { ChangeLine } from "@/lib/switches/schema/history.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";
import { concerning, needsSomebody, type OnCallState, type Place, statesOf } from "./modules.ts";

const NOW = Date.parse("2027-02-24T02:58:00Z");
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

const standing = (share: number) => ({ position: "old", next: share > 0 ? "new" : null, share });

type Stood = { module?: string; from?: number; to: number; version?: number; secondsAgo?: number };

function change({ module = "orders", from = 0, to, version = 2, secondsAgo = 600 }: Stood): ChangeLine {
  const direction = to > from ? "forward" : "back";
  return {
    ...{ switch: `${module}.route`, module, axis: "route", version, revision: version, secondaryWrites: "best-effort" },
    ...{ at: ago(secondsAgo), act: direction === "back" ? "rollback" : "change", direction, by: "Wei", reason: null },
    ...{ from: standing(from), to: standing(to) },
  };
}

function row(stood: Stood): SwitchRow {
  const { at, act, direction, from, by, version, module, to } = change(stood);
  return {
    ...{ key: `${module}.route`, module, axis: "route", ...to, secondaryWrites: "best-effort", pins: 0 },
    ...{ held: direction === "back", version, revision: version, change: { at, act, direction, from, by } },
  };
}

const FAILING = { errors: 100, p99: null };
const FINE = { errors: 0, p99: null };

function place(
  environment: string,
  rows: SwitchRow[],
  given: { changes?: ChangeLine[]; fails?: boolean; unused?: boolean } = {},
): Place {
  const path = (told: typeof FINE) => ({ count: 400, perSecond: 1, p50: null, ...told });
  return {
    project: { key: "shop", name: "Shop" } as Place["project"],
    environment: { key: environment, name: environment, protected: environment === "production" } as Place["environment"],
    modules: ["orders", "payments"].map((key) => ({ key, name: key, owner: "", domain: "" }) as Place["modules"][number]),
    rows,
    summaries: ["orders", "payments"].map((module) => ({
      ...{ module, seconds: 300, newest: given.unused ? null : NOW / 1000 - 5, secondaryFailures: 0 },
      old: given.unused ? null : path(FINE),
      new: given.unused ? null : path(given.fails && module === "orders" ? FAILING : FINE),
      comparisons: { compared: 0, different: 0, skipped: 0 },
    })),
    changes: given.changes ?? [],
    plans: [],
  };
}

const told = (states: readonly OnCallState[]) =>
  states.map(({ place: at, module, health }) => [module.key, at.environment.key, health.state]);

describe("what somebody on call is told", () => {
  it("blames the change that stands, not the one that was taken back", () => {
    const [first, second] = [
      change({ to: 10_000, secondsAgo: 900 }),
      change({ from: 10_000, to: 25_000, version: 3, secondsAgo: 400 }),
    ];
    const back = { from: 25_000, to: 10_000, version: 4, secondsAgo: 120 };
    const before = place("production", [row({ from: 10_000, to: 25_000, version: 3 })], {
      changes: [second, first],
      fails: true,
    });
    expect(statesOf([before], NOW)[0]).toMatchObject({ suspect: { version: 3 }, takenBack: null });

    const after = place("production", [row(back)], { changes: [change(back), second, first], fails: true });
    const [orders] = statesOf([after], NOW);
    expect(orders).toMatchObject({ suspect: { version: 2 }, takenBack: { version: 4 }, health: { state: "bad" } });
  });

  it("keeps a module that was taken back in part in sight until it is known to do well", () => {
    const back = row({ from: 25_000, to: 10_000, version: 4, secondsAgo: 20 });
    const [orders] = statesOf([place("production", [back], { unused: true })], NOW);
    expect(orders?.health.state).toBe("unknown");
    expect(orders && needsSomebody(orders)).toBe(true);
    const well = statesOf([place("production", [back])], NOW).find(({ module }) => module.key === "orders");
    expect(well && needsSomebody(well)).toBe(false);
  });

  it("counts a module once, where it does worst, and none where nobody is", () => {
    const moved = row({ to: 10_000 });
    const places = [
      place("production", [moved], { fails: true }),
      place("staging", [moved], { unused: true }),
      place("sandbox", [], { unused: true }),
    ];
    expect(told(concerning(statesOf(places, NOW), NOW))).toEqual([
      ["orders", "production", "bad"],
      ["payments", "production", "ok"],
    ]);
  });
});
