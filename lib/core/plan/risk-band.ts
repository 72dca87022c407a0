/**
 * A band is read from a table of impact and likelihood. The levels are ranks, so they are never multiplied:
 * impact weighs more than likelihood.
 */

export const BANDS = ["low", "medium", "high", "critical"] as const;
export type Band = (typeof BANDS)[number];

export const LEVELS = [1, 2, 3, 4, 5] as const;
export type Level = (typeof LEVELS)[number];

const ROWS: Record<Level, readonly [Band, Band, Band, Band, Band]> = {
  5: ["high", "high", "critical", "critical", "critical"],
  4: ["medium", "medium", "high", "critical", "critical"],
  3: ["low", "medium", "medium", "high", "high"],
  2: ["low", "low", "medium", "medium", "high"],
  1: ["low", "low", "low", "medium", "medium"],
};

export function bandOf(impact: Level, likelihood: Level): Band {
  return ROWS[impact][likelihood - 1] as Band;
}

export type RankedRisk = { number: number; impact: Level; likelihood: Level; reviewDate: string | null };

/** Worst first: by band, then impact, then the nearest review; a risk without a review date comes last. */
export function compareRisks(a: RankedRisk, b: RankedRisk): number {
  return (
    rank(b) - rank(a) ||
    b.impact - a.impact ||
    compareText(a.reviewDate ?? NO_REVIEW, b.reviewDate ?? NO_REVIEW) ||
    a.number - b.number
  );
}

const NO_REVIEW = "9999-12-31";

function rank({ impact, likelihood }: RankedRisk): number {
  return BANDS.indexOf(bandOf(impact, likelihood));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
