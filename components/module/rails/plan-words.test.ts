import { describe, expect, it } from "vitest";
import { STAGES } from "@/lib/core/stages/positions.ts";
import { readsAndWrites } from "./plan-words.ts";

describe("reads and writes in words", () => {
  it("tell who answers, what is compared and the order of writes", () => {
    expect(readsAndWrites("off", null)).toEqual({
      reads: { is: "one", side: "old" },
      compared: "none",
      writes: { now: "old", next: null },
    });
    expect(readsAndWrites("shadow", "live")).toEqual({
      reads: { is: "split" },
      compared: "all",
      writes: { now: "old-new", next: "new-old" },
    });
    expect(readsAndWrites("live", "rampdown")).toMatchObject({ reads: { is: "one", side: "new" }, compared: "rest" });
    expect(readsAndWrites("dualwrite", "shadow")).toMatchObject({ compared: "moved", writes: { next: null } });
  });

  it("know every stage and every way to the next", () => {
    for (const [index, stage] of STAGES.entries())
      expect(readsAndWrites(stage, STAGES[index + 1] ?? null).writes.now).not.toBe("");
  });
});
