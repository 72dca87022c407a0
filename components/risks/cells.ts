import { type Band, bandOf, LEVELS, type Level } from "@/lib/core/plan/risk-band.ts";

/** The grid of impact over likelihood. Highest impact first, as it is drawn. */

type Placed = { likelihood: Level; impact: Level; reviewOverdue: boolean };
export type Cell = { likelihood: Level; impact: Level; band: Band; count: number; overdue: number };

export function cellsOf(risks: readonly Placed[]): Cell[] {
  return LEVELS.toReversed().flatMap((impact) =>
    LEVELS.map((likelihood) => {
      const inside = risks.filter((risk) => risk.likelihood === likelihood && risk.impact === impact);
      const overdue = inside.filter(({ reviewOverdue }) => reviewOverdue).length;
      return { likelihood, impact, band: bandOf(impact, likelihood), count: inside.length, overdue };
    }),
  );
}

/** A cell in the URL, likelihood first: `4-5`. */
export function cellName({ likelihood, impact }: { likelihood: Level; impact: Level }): string {
  return `${likelihood}-${impact}`;
}

export function inCell(name: string, risk: Placed): boolean {
  return name === "" || cellName(risk) === name;
}

/** The index of the cell an arrow key leads to; it stops at the edges. */
export function neighbour(index: number, key: string): number | null {
  const row = Math.floor(index / LEVELS.length);
  const column = index % LEVELS.length;
  const last = LEVELS.length - 1;
  switch (key) {
    case "ArrowLeft":
      return row * LEVELS.length + Math.max(0, column - 1);
    case "ArrowRight":
      return row * LEVELS.length + Math.min(last, column + 1);
    case "ArrowUp":
      return Math.max(0, row - 1) * LEVELS.length + column;
    case "ArrowDown":
      return Math.min(last, row + 1) * LEVELS.length + column;
    default:
      return null;
  }
}

/** Middle of a cell in percent of the grid. */
export function middleOf({ likelihood, impact }: { likelihood: Level; impact: Level }): { x: number; y: number } {
  return { x: likelihood * 20 - 10, y: 110 - impact * 20 };
}
