import { describe, expect, test } from "vitest";
import type { Doubt, Facts, Reconciliation } from "../facts.ts";
import type { ModuleState } from "../module.ts";
import type { Command, Rule } from "../move.ts";
import { factsOf, instanceAt, moduleAt, NOW, secondsAgo, toCall, toData } from "../test-module.ts";
import { transition } from "../transition.ts";
import { currency, doubt, evidence, isCovered, isCurrent, ledger, noReturn } from "./currency.ts";

const judge = (rule: Rule, state: ModuleState, command: Command, facts: Partial<Facts> = {}) =>
  transition(state, command, factsOf([state], facts), NOW, [rule]).gates[0];
const reconciliation = (revision: number, covered = true): Reconciliation => ({ revision, covered, finishedAt: secondsAgo(300) });
const leftOut = { old: null, new: 4 };
const doubtAbout = (...stores: Doubt["stores"]): Doubt => ({
  service: "order-service",
  instance: "orders-3",
  since: secondsAgo(60),
  stores,
});

test("a store is current once it was reconciled after everybody wrote it", () => {
  const current = (last: Reconciliation | null) =>
    isCurrent("new", { ...factsOf([moduleAt("shadow")]), leftOut, reconciled: { old: null, new: last } });
  expect(current(null)).toBe(false);
  expect(current(reconciliation(4))).toBe(false);
  expect(current(reconciliation(5, false))).toBe(false);
  expect(current(reconciliation(5))).toBe(true);
  expect(isCurrent("old", { ...factsOf([moduleAt("shadow")]), leftOut })).toBe(true);
});

test("a store is covered once nobody leaves it out any more", () => {
  const past = [moduleAt("off"), moduleAt("dualwrite")];
  const covered = (revision: number, onLeaseLoss: "hold" | "fence" = "hold") =>
    isCovered("new", factsOf(past, { instances: [instanceAt(revision, { onLeaseLoss, leaseUntil: secondsAgo(1) })] }), NOW);
  expect([covered(6), covered(7), covered(6, "fence")]).toEqual([false, true, true]);
  expect(isCovered("old", factsOf(past), NOW)).toBe(true);
  expect(isCovered("new", factsOf([moduleAt("dualwrite"), moduleAt("off")]), NOW)).toBe(false);
});

test("the store that becomes the authority must be current; a reason may override it", () => {
  expect(judge(currency, moduleAt("shadow"), toData("live"), { leftOut })).toMatchObject({ passed: false, overridable: true });
  expect(judge(currency, moduleAt("live"), toData("shadow"), { leftOut })?.passed).toBe(true);
  expect(judge(currency, moduleAt("dualwrite"), toData("shadow"), { leftOut })).toBeUndefined();
  const facts = { leftOut, reconciled: { old: null, new: reconciliation(5) } };
  expect(judge(currency, moduleAt("shadow"), toData("live"), facts)).toMatchObject({
    passed: true,
    detail: { store: "new", reconciledAt: "2026-03-02T09:55:00.000Z" },
  });
});

test.each([
  ["currency", currency, { leftOut }],
  ["doubt", doubt, { doubts: [doubtAbout("new")] }],
] as const)("whoever may still leave the store out is named, since no comparison counts before: %s", (_, rule, open) => {
  const state = moduleAt("shadow");
  const past = factsOf([moduleAt("off"), state], { instances: [instanceAt(6, { instance: "orders-2" }), instanceAt(7)] });
  expect(judge(rule, state, toData("live"), { ...past, ...open })).toMatchObject({
    passed: false,
    message: expect.stringMatching(
      / Until then no comparison counts: orders-2, last acknowledged 6, .* may still leave the new store out\.$/,
    ),
    detail: { waiting: [{ instance: "orders-2", revision: 6, mayActOn: "off" }] },
  });
});

test("no failed write to the new authority may be outstanding", () => {
  const open = { ledger: { old: 0, new: 3 } };
  expect(judge(ledger, moduleAt("shadow"), toData("live"), open)).toMatchObject({
    passed: false,
    overridable: true,
    message: "3 failed writes to the new store wait to be repaired.",
    detail: { open: 3, store: "new" },
  });
  expect(judge(ledger, moduleAt("live"), toData("shadow"), open)?.passed).toBe(true);
});

test("a doubt holds the authority back and names who left it", () => {
  const doubts = [doubtAbout("old", "new")];
  expect(judge(doubt, moduleAt("shadow"), toData("live"), { doubts })).toMatchObject({
    passed: false,
    overridable: true,
    message:
      "orders-3 ended without draining; keys written since 2026-03-02T09:59:00.000Z must be reconciled in the new store first.",
    detail: { store: "new", doubts: [{ instance: "orders-3", since: "2026-03-02T09:59:00.000Z" }] },
  });
  expect(judge(doubt, moduleAt("shadow"), toData("live"))?.passed).toBe(true);
  expect(judge(doubt, moduleAt("live"), toData("rampdown"), { doubts })).toBeUndefined();
});

test("a doubt about one store does not hold the other back", () => {
  const open = { doubts: [doubtAbout("old")] };
  expect(judge(doubt, moduleAt("shadow"), toData("live"), open)).toMatchObject({
    passed: true,
    message: "No instance left the new store in doubt.",
  });
  expect(judge(doubt, moduleAt("live"), toData("shadow"), open)?.passed).toBe(false);
  const relax = (position: "shadow" | "live") =>
    judge(doubt, moduleAt(position), toData(position, { secondaryWrites: "best-effort" }), open)?.passed;
  expect([relax("shadow"), relax("live")]).toEqual([false, true]);
  expect(judge(evidence, moduleAt("rampdown"), toData("complete"), open)).toMatchObject({ passed: true, detail: { doubts: 0 } });
});

describe("the store that decides alone from here on", () => {
  const open = { ledger: { old: 1, new: 0 } };
  const doubts = [doubtAbout("old", "new")];
  const relax = toData("shadow", { secondaryWrites: "best-effort" });

  test("lacks no failed write and is not in doubt when secondary writes are relaxed", () => {
    expect(judge(ledger, moduleAt("shadow"), relax, open)).toMatchObject({ passed: false, detail: { open: 1, store: "old" } });
    expect(judge(ledger, moduleAt("shadow"), relax, { ledger: { old: 0, new: 9 } })?.passed).toBe(true);
    expect(judge(doubt, moduleAt("shadow"), relax, { doubts })?.passed).toBe(false);
  });

  test("nor when the other store is no longer written", () => {
    expect(judge(ledger, moduleAt("dualwrite"), toData("off"), open)?.passed).toBe(false);
    expect(judge(doubt, moduleAt("rampdown"), toData("complete"), { doubts })?.passed).toBe(false);
    const back = transition(moduleAt("shadow"), toCall("old"), factsOf([moduleAt("shadow")], open), NOW, [ledger]);
    expect(back.gates[0]?.passed).toBe(false);
  });

  test("decided alone before, so nothing is asked again", () => {
    const lax = moduleAt("dualwrite", { secondaryWrites: "best-effort" });
    expect(judge(ledger, lax, toData("off"), open)).toBeUndefined();
    expect(judge(doubt, lax, toData("off"), { doubts })).toBeUndefined();
  });
});

describe("entering complete", () => {
  test("needs evidence that nothing is missing from the new store", () => {
    const enter = (facts: Partial<Facts>) => judge(evidence, moduleAt("rampdown"), toData("complete", { share: 1 }), facts);
    expect(enter({})?.passed).toBe(true);
    expect(enter({ leftOut })).toMatchObject({ passed: false, overridable: true });
    expect(enter({ ledger: { old: 0, new: 1 } })).toMatchObject({ passed: false });
    expect(enter({ ledger: { old: 5, new: 0 } })?.passed).toBe(true);
    expect(enter({ doubts: [doubtAbout("new")] })?.passed).toBe(false);
  });

  test("asks once, not at every later share", () => {
    const state = moduleAt("rampdown", { next: "complete", share: 1 });
    expect(judge(evidence, state, toData("complete", { share: 50_000 }), { leftOut })).toBeUndefined();
  });
});

test("there is no one-key way out of complete, but a considered one", () => {
  const leave = (act: Command["act"]) =>
    judge(noReturn, moduleAt("complete"), toData("rampdown", { act }), { leftOut: { old: 9, new: null } });
  expect(leave("rollback")).toMatchObject({ passed: false, overridable: false, detail: { since: 9 } });
  expect(leave("rollback")?.message).toContain("Reopen dual-write first");
  expect(leave("change")).toBeUndefined();
  expect(judge(noReturn, moduleAt("rampdown"), toData("live", { act: "rollback" }))).toBeUndefined();
});
