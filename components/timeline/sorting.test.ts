import { expect, it } from "vitest";
import { csvLine } from "@/lib/core/text/csv.ts";
import { groupsOf } from "./plan.ts";
import { csvLines } from "./sorting.ts";

it("tells milestones under their phase, and runs no formula", () => {
  const phase = { id: "1", position: 1, name: "=Prepare", goal: "", version: 1, createdAt: "2026-01-01T00:00:00Z" };
  const dates = { baselineDate: "2031-03-01", currentDate: "2031-03-05", doneDate: null, slipDays: 4, overdue: false };
  const rest = { id: "2", phase: "1", owner: "Ada", status: "planned" as const, version: 1, createdAt: phase.createdAt };
  const lines = csvLines(groupsOf([phase], [{ ...rest, ...dates, name: 'Inventory, "complete"' }]));
  expect(lines.map(csvLine).join("")).toBe(
    "phase,milestone,owner,status,baselineDate,currentDate,doneDate,slipDays,overdue\r\n" +
      `'=Prepare,"Inventory, ""complete""",Ada,planned,2031-03-01,2031-03-05,,4,false\r\n`,
  );
});
