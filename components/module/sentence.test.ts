import { describe, expect, it } from "vitest";
import type { ModuleSummary } from "@/lib/measurements/schema.ts";
import { comparisonOf } from "./sentence.ts";

const path = (count: number, p50: number, p99: number | null, errors = 0) => ({ count, errors, perSecond: 1, p50, p99 });
const summary = (old: ModuleSummary["old"], fresh: ModuleSummary["new"]): ModuleSummary => ({
  module: "orders",
  seconds: 300,
  newest: 1,
  old,
  new: fresh,
  comparisons: { compared: 0, different: 0, skipped: 0 },
  secondaryFailures: 0,
});

describe("the state sentence", () => {
  it("compares p99 where both sides have enough samples", () => {
    expect(comparisonOf(summary(path(1000, 0.4, 2.41, 2), path(1000, 0.04, 0.212, 3)))).toEqual({
      is: "both",
      verdict: "faster",
      quantile: "p99",
      old: { seconds: 2.41, errors: 0.002 },
      new: { seconds: 0.212, errors: 0.003 },
    });
  });

  it("falls back to p50 where the new path has few", () => {
    expect(comparisonOf(summary(path(1000, 0.1, 2), path(100, 0.2, null)))).toMatchObject({ verdict: "slower", quantile: "p50" });
  });

  it("calls a difference within a tenth the same", () => {
    expect(comparisonOf(summary(path(1000, 0.1, 1), path(1000, 0.1, 1.09)))).toMatchObject({ verdict: "same" });
  });

  it("speaks of one side when the other has no traffic, and of none", () => {
    expect(comparisonOf(summary(path(1000, 0.1, 1), null))).toMatchObject({ is: "alone", side: "old", errors: 0 });
    expect(comparisonOf(summary(path(0, 0, null), path(10, 0.1, null)))).toMatchObject({ is: "alone", side: "new" });
    expect(comparisonOf(null)).toEqual({ is: "nothing" });
  });
});
