import { describe, expect, it } from "vitest";
import { LEVELS } from "@/lib/core/plan/risk-band.ts";
import { cellName, cellsOf, inCell, middleOf, neighbour } from "./cells.ts";

const risk = (likelihood: 1 | 2 | 3 | 4 | 5, impact: 1 | 2 | 3 | 4 | 5, reviewOverdue = false) => ({
  likelihood,
  impact,
  reviewOverdue,
});

describe("the risk grid", () => {
  it("has every cell once, highest impact first, with counts and overdue reviews", () => {
    const cells = cellsOf([risk(4, 5), risk(4, 5, true), risk(1, 1)]);
    expect(cells).toHaveLength(25);
    expect(new Set(cells.map(cellName)).size).toBe(25);
    expect(cells[3]).toEqual({ likelihood: 4, impact: 5, band: "critical", count: 2, overdue: 1 });
    expect(cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(3);
  });

  it("filters by the cell in the URL, and by none", () => {
    expect(inCell("4-5", risk(4, 5))).toBe(true);
    expect(inCell("4-5", risk(5, 4))).toBe(false);
    expect(inCell("", risk(5, 4))).toBe(true);
  });

  it("walks by arrow keys and stops at the edges", () => {
    expect(neighbour(0, "ArrowLeft")).toBe(0);
    expect(neighbour(0, "ArrowDown")).toBe(5);
    expect(neighbour(24, "ArrowRight")).toBe(24);
    expect(neighbour(24, "ArrowUp")).toBe(19);
    expect(neighbour(3, "x")).toBeNull();
  });

  it("puts every cell's middle inside the drawing", () => {
    for (const likelihood of LEVELS) {
      for (const impact of LEVELS) {
        const { x, y } = middleOf({ likelihood, impact });
        expect([x, y].every((value) => value >= 10 && value <= 90)).toBe(true);
      }
    }
    expect(middleOf({ likelihood: 4, impact: 4 })).toEqual({ x: 70, y: 30 });
  });
});
