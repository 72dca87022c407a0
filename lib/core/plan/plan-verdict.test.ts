import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Judged, planVerdict } from "./plan-verdict.ts";
import { isOverdue, type MilestoneDates, slipDays } from "./slip.ts";

const TODAY = "2027-02-24";

let made = 0;
function milestone(change: Partial<MilestoneDates & { name: string }>): Judged {
  made += 1;
  const dates: MilestoneDates = {
    status: "planned",
    baselineDate: "2027-03-08",
    currentDate: "2027-03-08",
    doneDate: null,
    ...change,
  };
  return { name: `Milestone ${made}`, ...change, ...dates, slipDays: slipDays(dates), overdue: isOverdue(dates, TODAY) };
}

describe("the verdict on a plan", () => {
  it("compares the last date with the last baseline and names the milestone that slipped most", () => {
    const late = milestone({ name: "payment", currentDate: "2027-03-14" });
    expect(planVerdict([milestone({}), late])).toMatchObject({
      is: "late",
      days: 6,
      end: "2027-03-14",
      baseline: "2027-03-08",
      cause: late,
    });
  });

  it("does not blame what is done or dropped", () => {
    const done = milestone({ status: "done", currentDate: "2027-03-01", doneDate: "2027-03-07", baselineDate: "2027-03-01" });
    const dropped = milestone({ status: "dropped", currentDate: "2028-01-01" });
    expect(planVerdict([done, dropped, milestone({})])).toMatchObject({ is: "onTime", days: 0, cause: null });
  });

  it("lists what is overdue, the oldest first", () => {
    const older = milestone({ currentDate: "2027-02-01", baselineDate: "2027-02-01" });
    const newer = milestone({ currentDate: "2027-02-20", baselineDate: "2027-02-20" });
    expect(planVerdict([newer, older, milestone({})])).toMatchObject({ is: "overdue", overdue: [older, newer] });
  });

  it("knows an empty plan and a finished one", () => {
    expect(planVerdict([])).toEqual({ is: "empty" });
    expect(planVerdict([milestone({ status: "done", doneDate: "2027-03-10" })])).toEqual({
      is: "done",
      days: 2,
      end: "2027-03-10",
    });
  });

  it("does not call a plan on time that ends in time although something on the way is late", () => {
    const late = milestone({ baselineDate: "2027-02-25", currentDate: "2027-03-02" });
    expect(planVerdict([late, milestone({})])).toMatchObject({ is: "slipping", days: 0, cause: late });
  });

  it("is good news only when nothing slipped and nothing is overdue", () => {
    const day = fc.integer({ min: 0, max: 60 }).map((days) => new Date(Date.UTC(2027, 1, 1 + days)).toISOString().slice(0, 10));
    const one = fc
      .record({
        baselineDate: day,
        currentDate: day,
        status: fc.constantFrom("planned" as const, "active" as const, "dropped" as const),
      })
      .map(milestone);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 6 }), (milestones) => {
        const verdict = planVerdict(milestones);
        const open = milestones.filter(({ status }) => status !== "dropped");
        if (verdict.is === "empty" || verdict.is === "done") {
          expect(open).toEqual([]);
          return;
        }
        const isGood = verdict.is === "onTime" || verdict.is === "early";
        expect(isGood && open.some((each) => each.slipDays > 0 || each.overdue)).toBe(false);
        expect(verdict.is === "late").toBe(verdict.days > 0);
        if (verdict.is === "slipping") expect(verdict.cause).not.toBeNull();
      }),
    );
  });
});
