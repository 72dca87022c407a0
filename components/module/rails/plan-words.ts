import { planOf, type Stage } from "@/lib/core/stages/positions.ts";

/** Who reads and writes what at a stage and on the way to the next: keys of sentences and who they are about. */
export type ReadsAndWrites = {
  reads: { is: "one"; side: "old" | "new" } | { is: "split" };
  compared: "all" | "moved" | "rest" | "none";
  writes: { now: string; next: string | null };
};

export function readsAndWrites(position: Stage, next: Stage | null): ReadsAndWrites {
  const here = planOf(position);
  const there = next ? planOf(next) : here;
  const compares = (plan: typeof here) => plan.reads.length > 1;
  return {
    reads: here.returned === there.returned ? { is: "one", side: here.returned } : { is: "split" },
    compared: compares(here) ? (compares(there) ? "all" : "rest") : compares(there) ? "moved" : "none",
    writes: {
      now: here.writes.join("-"),
      next: here.writes.join() === there.writes.join() ? null : there.writes.join("-"),
    },
  };
}
