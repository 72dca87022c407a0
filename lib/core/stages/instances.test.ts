import { expect, test } from "vitest";
import { counts, mayActOn } from "./instances.ts";
import { history, instanceAt, moduleAt, NOW, secondsAgo } from "./test-module.ts";

test("who holds counts however long ago it was heard of", () => {
  expect(counts(instanceAt(1, { leaseUntil: secondsAgo(86_400) }), NOW)).toBe(true);
});

test("who fences counts until its lease has run out", () => {
  const fencing = (leaseUntil: Date) => counts(instanceAt(1, { onLeaseLoss: "fence", leaseUntil }), NOW);
  expect([fencing(secondsAgo(-1)), fencing(NOW), fencing(secondsAgo(1))]).toEqual([true, false, false]);
});

test("an instance may act on the state in force when it last acknowledged and all since", () => {
  const states = history(moduleAt("off"), moduleAt("dualwrite"), moduleAt("shadow"));
  const stages = (revision: number) => mayActOn(instanceAt(revision), states).flatMap((state) => state.stages);
  expect(stages(7)).toEqual(["shadow"]);
  expect(stages(6)).toEqual(["dualwrite", "shadow"]);
  expect(stages(5)).toEqual(["off", "dualwrite", "shadow"]);
});

test("between two states of a module the earlier is in force; before the first all are", () => {
  const [first, second] = history(moduleAt("off"), moduleAt("dualwrite"));
  const apart = [
    { ...first, revision: 2 },
    { ...second, revision: 7 },
  ] as ReturnType<typeof history>;
  expect(mayActOn(instanceAt(5), apart)).toHaveLength(2);
  expect(mayActOn(instanceAt(1), apart)).toHaveLength(2);
  expect(mayActOn(instanceAt(9), apart)).toHaveLength(1);
});
