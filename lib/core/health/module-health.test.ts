import { describe, expect, it } from "vitest";
import type { ModuleFigures, PathFigures } from "./findings.ts";
import { moduleHealth } from "./module-health.ts";

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
    expect(moduleHealth(figures(), IN_USE, NOW)).toEqual({
      state: "ok",
      findings: [],
      says: { is: "compared", new: { errors: 0.001, p99: 0.21 }, old: { errors: 0.001, p99: 0.64 }, limit: 0.8 },
    });
  });

  it.each([
    ["never reported", figures({ newest: null }), "never"],
    ["not known at all", null, "never"],
    ["not read yet", undefined, "unread"],
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
    const finding = { rule: "stale", level: "unknown", age: 600 };
    expect(health).toEqual({ state: "unknown", findings: [finding], says: { is: "finding", finding } });
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

  it("compares nothing with a path that nobody is on any more", () => {
    const given = figures({ new: path(1000, 900, 9) });
    expect(moduleHealth(given, { newInUse: false, held: false }, NOW)).toEqual({
      state: "ok",
      findings: [],
      says: { is: "at-rest", old: { errors: 0.001, p99: 0.64 } },
    });
  });

  it("is Unknown when everybody is on the old path and nothing of it was measured", () => {
    const health = moduleHealth(figures({ old: null }), { newInUse: false, held: false }, NOW);
    expect(health).toMatchObject({ state: "unknown", findings: [{ rule: "silent-old" }] });
  });
});
