import { describe, expect, it } from "vitest";
import { type ModuleFigures, moduleHealth, type PathFigures } from "./module-health.ts";

const NOW = 1_800_000_000;
const IN_USE = { newInUse: true, held: false };

const path = (count: number, errors: number, p99: number | null): PathFigures => ({ count, errors, p99 });

function figures(change: Partial<ModuleFigures> = {}): ModuleFigures {
  return {
    newest: NOW - 10,
    old: path(9000, 9, 0.64),
    new: path(1000, 1, 0.21),
    comparisons: { compared: 0, different: 0 },
    secondaryFailures: 0,
    ...change,
  };
}

describe("a module's health", () => {
  it("is OK when the new path is no worse than the old", () => {
    expect(moduleHealth(figures(), IN_USE, NOW)).toEqual({ state: "ok", findings: [] });
  });

  it.each([
    ["never reported", figures({ newest: null }), "never"],
    ["not known at all", null, "never"],
    ["silent for over two minutes", figures({ newest: NOW - 121 }), "stale"],
    ["without traffic on the new path", figures({ new: null }), "silent"],
    ["with too few requests on the new path", figures({ new: path(29, 29, null) }), "few"],
  ])("is Unknown when %s", (_, given, rule) => {
    const health = moduleHealth(given, IN_USE, NOW);
    expect(health.state).toBe("unknown");
    expect(health.findings[0]?.rule).toBe(rule);
  });

  it("judges old data no further: stale figures are neither Bad nor OK", () => {
    const health = moduleHealth(figures({ newest: NOW - 600, new: path(1000, 900, 9) }), IN_USE, NOW);
    expect(health).toEqual({ state: "unknown", findings: [{ rule: "stale", level: "unknown", age: 600 }] });
  });

  it.each([
    ["errors just within the floor", path(1000, 5, 0.21), "ok"],
    ["errors beyond the floor", path(1000, 6, 0.21), "watch"],
    ["errors far beyond it", path(1000, 21, 0.21), "bad"],
    ["p99 a quarter slower", path(1000, 1, 0.81), "watch"],
    ["p99 over twice as slow", path(1000, 1, 1.29), "bad"],
    ["p99 unknown", path(100, 0, null), "ok"],
  ])("with %s", (_, fresh, state) => {
    expect(moduleHealth(figures({ new: fresh }), IN_USE, NOW).state).toBe(state);
  });

  it("allows the new path the errors the old one has too", () => {
    const shaky = { old: path(9000, 900, 0.64), new: path(1000, 110, 0.21) };
    expect(moduleHealth(figures(shaky), IN_USE, NOW).state).toBe("ok");
  });

  it("judges errors without an old path to compare with, but not speed", () => {
    expect(moduleHealth(figures({ old: null, new: path(1000, 30, 9) }), IN_USE, NOW).findings).toEqual([
      { rule: "errors", level: "bad", value: 0.03, against: null, limit: 0.02 },
    ]);
  });

  it("names wrong answers and failed secondary writes", () => {
    const wrong = figures({ comparisons: { compared: 1000, different: 11 }, secondaryFailures: 3 });
    expect(moduleHealth(wrong, IN_USE, NOW).findings.map(({ rule, level }) => [rule, level])).toEqual([
      ["mismatch", "bad"],
      ["secondary", "watch"],
    ]);
  });

  it("says Held once nothing is on the new path any more, however bad it was", () => {
    const given = figures({ new: path(1000, 900, 9) });
    expect(moduleHealth(given, { newInUse: false, held: true }, NOW).state).toBe("held");
    expect(moduleHealth(given, { newInUse: true, held: true }, NOW).state).toBe("bad");
  });
});
