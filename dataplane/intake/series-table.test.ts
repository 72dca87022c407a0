import { describe, expect, it } from "vitest";
import { SeriesTable } from "./series-table.ts";

const HOUR_MS = 3_600_000;

/** Environments are named after their project: `a.1`, `a.2`, `b.1`. */
function tableOf(bounds: { environment: number; project: number; all: number }) {
  const table = new SeriesTable<string>(bounds, (environmentId) => environmentId.split(".")[0] as string);
  const take = (environmentId: string, series: string, now = 0) => table.take(environmentId, series, now, () => series) !== null;
  const fill = (environmentId: string, count: number, now = 0) =>
    Array.from({ length: count }, (_, i) => take(environmentId, `flood ${i}`, now)).filter(Boolean).length;
  return { table, take, fill };
}

describe("places of series", () => {
  it("are kept by who came first, however many come after", () => {
    const { take, fill } = tableOf({ environment: 10, project: 100, all: 100 });
    expect(take("a.1", "honest")).toBe(true);
    expect(fill("a.1", 1000)).toBe(9);
    for (let minute = 1; minute < 300; minute += 1) {
      expect(take("a.1", "honest", minute * 60_000)).toBe(true);
      fill("a.1", 20, minute * 60_000);
    }
  });

  it("are bounded for an environment, a project and all together", () => {
    const { take, fill } = tableOf({ environment: 10, project: 15, all: 22 });
    expect([fill("a.1", 20), fill("a.2", 20), fill("b.1", 20), fill("c.1", 20)]).toEqual([10, 5, 7, 0]);
    expect(take("b.1", "flood 3")).toBe(true);
  });

  it("are free again after an hour of silence, in whichever environment, and when an environment goes", () => {
    const { table, take, fill } = tableOf({ environment: 10, project: 10, all: 10 });
    fill("a.1", 10);
    expect(take("b.1", "new", HOUR_MS - 60_000)).toBe(false);
    expect(take("b.1", "new", HOUR_MS + 60_000)).toBe(true);
    expect([table.forgotAt("a.1"), table.forgotAt("b.1")]).toEqual([HOUR_MS + 60_000, 0]);
    expect(fill("a.1", 20, HOUR_MS + 60_000)).toBe(9);
    table.forget("a.1");
    expect(fill("a.2", 20, HOUR_MS + 60_000)).toBe(9);
  });
});
