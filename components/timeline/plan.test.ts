import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import { axisOf, groupsOf, monthsOf, placeOf } from "./plan.ts";

let made = 0;
function milestone(change: Partial<MilestoneView>): MilestoneView {
  made += 1;
  const dates = { baselineDate: "2027-03-08", currentDate: "2027-03-08", doneDate: null, ...change };
  const slip = (Date.parse(dates.doneDate ?? dates.currentDate) - Date.parse(dates.baselineDate)) / 86_400_000;
  return {
    id: String(made),
    phase: "p1",
    name: `Milestone ${made}`,
    owner: "",
    status: "planned",
    slipDays: slip,
    overdue: false,
    version: 1,
    createdAt: "2027-01-01T00:00:00.000Z",
    ...dates,
    ...change,
  };
}

const phase = (id: string, position: number) => ({
  id,
  position,
  name: id,
  goal: "",
  version: 1,
  createdAt: "2027-01-01T00:00:00.000Z",
});

describe("groups", () => {
  it("nest milestones by date and measure the slip of a phase at its end", () => {
    const [first, second] = groupsOf(
      [phase("p1", 1), phase("p2", 2)],
      [milestone({ currentDate: "2027-03-12" }), milestone({ currentDate: "2027-02-01", baselineDate: "2027-02-01" })],
    );
    expect(first?.milestones.map(({ currentDate }) => currentDate)).toEqual(["2027-02-01", "2027-03-12"]);
    expect(first).toMatchObject({ slipDays: 4, done: false, baseline: { from: "2027-02-01", to: "2027-03-08" } });
    expect(second).toMatchObject({ milestones: [], current: null, done: false });
  });
});

describe("the axis", () => {
  it("runs over whole months and holds today and every date", () => {
    const axis = axisOf([milestone({})], "2026-12-24");
    expect(axis).toEqual({ from: "2026-12-01", to: "2027-04-01" });
    expect(monthsOf(axis)).toEqual(["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01"]);
  });

  it("places every day inside", () => {
    const day = fc
      .date({ min: new Date("2020-01-01"), max: new Date("2030-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.array(day), day, (days, today) => {
        const axis = axisOf(
          days.map((currentDate) => milestone({ currentDate })),
          today,
        );
        for (const each of [...days, today]) {
          expect(placeOf(axis, each)).toBeGreaterThanOrEqual(0);
          expect(placeOf(axis, each)).toBeLessThan(100);
        }
        expect(monthsOf(axis).length).toBeLessThanOrEqual(5);
      }),
    );
  });
});
