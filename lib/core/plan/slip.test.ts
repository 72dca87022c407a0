import { describe, expect, it } from "vitest";
import { dayOf, daysBetween } from "./days.ts";
import { isOverdue, type MilestoneDates, slipDays } from "./slip.ts";

const planned: MilestoneDates = { status: "planned", baselineDate: "2027-02-24", currentDate: "2027-02-28", doneDate: null };

describe("days", () => {
  it("are counted in UTC, across leap days and year ends", () => {
    expect(dayOf(new Date("2027-02-24T23:59:59.999Z"))).toBe("2027-02-24");
    expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
    expect(daysBetween("2026-12-31", "2027-01-01")).toBe(1);
    expect(daysBetween("2027-01-02", "2027-01-01")).toBe(-1);
  });
});

describe("slip", () => {
  it("is the present plan against the baseline, either way", () => {
    expect(slipDays(planned)).toBe(4);
    expect(slipDays({ ...planned, currentDate: "2027-02-23" })).toBe(-1);
  });

  it("is what really happened once done", () => {
    expect(slipDays({ ...planned, status: "done", doneDate: "2027-03-06" })).toBe(10);
  });
});

describe("overdue", () => {
  it("begins the day after the current date", () => {
    expect(isOverdue(planned, "2027-02-28")).toBe(false);
    expect(isOverdue(planned, "2027-03-01")).toBe(true);
    expect(isOverdue({ ...planned, status: "active" }, "2027-03-01")).toBe(true);
  });

  it("never holds for what is done or dropped", () => {
    expect(isOverdue({ ...planned, status: "done", doneDate: "2027-03-01" }, "2027-04-01")).toBe(false);
    expect(isOverdue({ ...planned, status: "dropped" }, "2027-04-01")).toBe(false);
  });
});
