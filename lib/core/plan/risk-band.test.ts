import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BANDS, bandOf, compareRisks, LEVELS, type RankedRisk } from "./risk-band.ts";

const rank = (impact: (typeof LEVELS)[number], likelihood: (typeof LEVELS)[number]) => BANDS.indexOf(bandOf(impact, likelihood));

describe("band", () => {
  it("never falls when impact or likelihood rises", () => {
    for (const impact of LEVELS) {
      for (const likelihood of LEVELS) {
        for (const higher of LEVELS.filter((level) => level > impact)) {
          expect(rank(higher, likelihood)).toBeGreaterThanOrEqual(rank(impact, likelihood));
        }
        for (const higher of LEVELS.filter((level) => level > likelihood)) {
          expect(rank(impact, higher)).toBeGreaterThanOrEqual(rank(impact, likelihood));
        }
      }
    }
  });

  it("weighs impact more than likelihood where a product would not", () => {
    expect(bandOf(5, 1)).toBe("high");
    expect(bandOf(1, 5)).toBe("medium");
    expect(bandOf(5, 3)).toBe("critical");
    expect(bandOf(3, 5)).toBe("high");
  });
});

describe("order of risks", () => {
  const risk = (number: number, impact: 1 | 5, likelihood: 1 | 3 | 5, reviewDate: string | null): RankedRisk => ({
    number,
    impact,
    likelihood,
    reviewDate,
  });

  it("is band, then impact, then the nearest review, then number", () => {
    const sorted = [
      risk(5, 1, 5, null),
      risk(4, 5, 3, null),
      risk(3, 5, 5, "2027-03-09"),
      risk(2, 5, 3, "2027-02-26"),
      risk(1, 5, 1, null),
    ].sort(compareRisks);
    expect(sorted.map(({ number }) => number)).toEqual([2, 3, 4, 1, 5]);
  });

  it("does not depend on the order they come in", () => {
    const level = fc.constantFrom(...LEVELS);
    const review = fc.constantFrom(null, "2027-01-01", "2027-06-01");
    const risks = fc.uniqueArray(fc.record({ number: fc.nat(50), impact: level, likelihood: level, reviewDate: review }), {
      selector: ({ number }) => number,
    });
    fc.assert(
      fc.property(risks, (some) => {
        expect([...some].reverse().sort(compareRisks)).toEqual([...some].sort(compareRisks));
      }),
    );
  });
});
