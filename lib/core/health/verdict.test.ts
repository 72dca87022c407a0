import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ModuleUse, type Read, THRESHOLDS } from "./findings.ts";
import { countsOf, headlineOf } from "./headline.ts";
import { healthText } from "./health-text.ts";
import { isUrgent, moduleHealth, rank, type Told } from "./module-health.ts";

/** What holds of the verdict on whatever was measured, or was not. */

const NOW = 1_800_000_000;

const paths = fc
  .record({
    count: fc.nat(2000),
    failing: fc.double({ min: 0, max: 1, noNaN: true }),
    p99: fc.double({ min: 0, max: 5, noNaN: true }),
  })
  .map(({ count, failing, p99 }) => ({ count, errors: Math.floor(count * failing ** 8), p99: count < 200 ? null : p99 }));
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 4 });
const figures: fc.Arbitrary<Read> = fc.option(
  maybe(
    fc.record({
      newest: maybe(fc.integer({ min: NOW - 400, max: NOW })),
      old: maybe(paths),
      new: maybe(paths),
      comparisons: fc.nat(2000).chain((compared) => fc.record({ compared: fc.constant(compared), different: fc.nat(compared) })),
      secondaryFailures: fc.constantFrom(0, 0, 0, 3),
    }),
  ),
  { nil: undefined, freq: 8 },
);
const uses: fc.Arbitrary<ModuleUse> = fc.record({ newInUse: fc.boolean(), held: fc.boolean() });

const always = (check: (given: Read, use: ModuleUse) => void) => fc.assert(fc.property(figures, uses, check), { numRuns: 3000 });

describe("the verdict, whatever was measured", () => {
  it("is never good news where something is missing or old", () => {
    always((given, use) => {
      const path = use.newInUse ? given?.new : given?.old;
      const isFresh = given?.newest != null && NOW - given.newest <= THRESHOLDS.staleAfterSeconds;
      const { state } = moduleHealth(given, use, NOW);
      if (!isFresh) expect(state).toBe("unknown");
      if (!path || path.count === 0) expect(["ok", "held"]).not.toContain(state);
    });
  });

  it("has a sentence that says its state, and nothing else", () => {
    always((given, use) => {
      const { state, findings, says } = moduleHealth(given, use, NOW);
      expect(says.is === "finding" ? says.finding.level : use.held ? "held" : "ok").toBe(state);
      expect(findings.every(({ level }) => rank(level) >= rank(state))).toBe(true);
      const within = ({ p99 }: Told, limit: number | null) => p99 === null || limit === null || p99 <= limit;
      if (says.is === "compared") expect(within(says.new, says.limit)).toBe(true);
      if (says.is === "alone") expect(says.new.errors).toBeLessThanOrEqual(says.limit);
    });
  });

  it("speaks of the new path only while somebody is on it", () => {
    always((given, use) => {
      const health = moduleHealth(given, use, NOW);
      const told = use.newInUse ? ["compared", "alone", "finding"] : ["at-rest", "finding"];
      expect(told).toContain(health.says.is);
      if (!use.newInUse) expect(isUrgent(health.state)).toBe(false);
    });
  });

  it("is one sentence in words, with every figure a figure", () => {
    always((given, use) => {
      const text = healthText(moduleHealth(given, use, NOW));
      expect(text).toMatch(/^[A-Z0-9p].*\.$/);
      expect(text).not.toMatch(/NaN|Infinity|null|undefined/);
      expect(text.match(/Held/g)?.length ?? 0).toBeLessThanOrEqual(1);
    });
  });
});

describe("the headline over several modules", () => {
  const states = fc.array(
    fc.tuple(figures, uses).map(([given, use]) => ({ health: moduleHealth(given, use, NOW) })),
    { maxLength: 8 },
  );

  it("takes its mark from the module it names, which is the worst, and counts every other", () => {
    fc.assert(
      fc.property(states, (modules) => {
        const headline = headlineOf(modules);
        expect(headline === null).toBe(modules.length === 0);
        if (!headline) return;
        expect(headline.first.health.state).toBe(headline.state);
        for (const { health } of modules) expect(rank(health.state)).toBeGreaterThanOrEqual(rank(headline.state));
        const counts = countsOf(modules);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(modules.length);
        expect(counts.find(({ count }) => count > 0)).toEqual({ state: headline.state, count: headline.alike.length });
      }),
    );
  });
});
