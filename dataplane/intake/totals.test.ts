import { describe, expect, it } from "vitest";
import type { StoredLoss } from "../../lib/measurements/commands/store-losses.ts";
import { Losses } from "./losses.ts";
import { Totals } from "./totals.ts";

type Total = { name: string; count: number };

function totalsOf(most: number) {
  const stored: Total[] = [];
  const lost: StoredLoss[] = [];
  const losses = new Losses(async (batch) => void lost.push(...batch));
  const totals = new Totals<Total>({
    store: async (batch) => void stored.push(...batch),
    losses,
    most,
    bounds: { environment: 1000, project: 1000, all: 1000 },
    projectOf: (id) => id,
  });
  const count = (environment: string, series: string, at: number) => {
    const total = totals.find(environment, series, at);
    if (total) total.count += 1;
    else totals.add(environment, series, at, { name: `${environment} ${series} ${at}`, count: 1 });
  };
  return { totals, losses, stored, lost, count };
}

describe("totals beyond their number", () => {
  it("make room among the oldest of whoever has most, and say so", async () => {
    const { totals, losses, stored, lost, count } = totalsOf(10);
    count("quiet", "a", 0);
    count("quiet", "a", 10);
    for (let at = 0; at < 1000; at += 10) count("flood", `f${at}`, at);
    await totals.flush(0);
    await losses.flush(0);
    expect(stored.map(({ name }) => name)).toEqual([
      "quiet a 0",
      "quiet a 10",
      ...[920, 930, 940, 950, 960, 970, 980, 990].map((at) => `flood f${at} ${at}`),
    ]);
    expect(lost).toMatchObject([{ environmentId: "flood", reason: "buffer full", count: 92, series: 92 }]);
  });

  it("that were stored already go without a word", async () => {
    const { totals, losses, lost, count } = totalsOf(3);
    for (const at of [0, 10, 20]) count("one", "a", at);
    await totals.flush(0);
    for (const at of [30, 40]) count("one", "a", at);
    await losses.flush(0);
    expect(lost).toEqual([]);
    expect(totals.unsaved).toBe(2);
  });
});
