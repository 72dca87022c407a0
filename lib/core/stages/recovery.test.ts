import { expect, test } from "vitest";
import type { PublishedState } from "./instances.ts";
import type { Gate } from "./move.ts";
import type { Position } from "./positions.ts";
import { keeping, together } from "./recovery.ts";
import { factsOf, instanceAt, moduleAt, NOW, published, toData } from "./test-module.ts";
import { RULES, transition } from "./transition.ts";

const at = (stage: Position, secondaryWrites: "required" | "best-effort" = "required") => moduleAt(stage, { secondaryWrites });
const acting = (...states: PublishedState[]) =>
  states.map((state, i) => ({ instance: instanceAt(5, { instance: `orders-${i}` }), states: [state] }));
const failed = (gates: readonly Gate[]) => gates.filter(({ passed }) => !passed).map(({ rule }) => rule);
const state = (stage: Position, policy?: "required" | "best-effort") => published(5, at(stage, policy));

test("everybody goes over to a state whose stages go with what each acts on", () => {
  expect(failed(together(state("live"), acting(state("shadow"), state("live")), NOW))).toEqual([]);
  expect(failed(together(state("complete"), acting(state("shadow")), NOW))).toEqual(["barrier"]);
  const [gate] = together(state("off"), acting(state("live"), state("dualwrite")), NOW);
  expect(gate?.detail.waiting).toMatchObject([{ instance: "orders-0", mayActOn: "live" }]);
});

test("two authorities go together only while every write must reach both stores", () => {
  expect(failed(together(state("live"), acting(state("shadow", "best-effort")), NOW))).toEqual(["secondary-writes"]);
  expect(failed(together(state("live", "best-effort"), acting(state("shadow")), NOW))).toEqual(["secondary-writes"]);
  expect(failed(together(state("shadow", "best-effort"), acting(state("dualwrite", "best-effort")), NOW))).toEqual([]);
});

test("what was restored is kept only where the store it returns from is known to lack nothing", () => {
  const facts = { leftOut: { old: 7, new: 7 }, ledger: { old: 0, new: 0 } };
  const keep = (given: object) =>
    keeping(at("shadow"), state("shadow"), acting(state("live")), factsOf([at("shadow")], given), NOW);
  expect(failed(keep(facts))).toEqual(["currency"]);
  expect(failed(keep({ ...facts, reconciled: { old: { revision: 9, finishedAt: NOW, covered: true }, new: null } }))).toEqual([]);
});

test("while it is recovered from a restore, nothing moves in any direction, whatever is overridden", () => {
  const recovering = { since: NOW, unheard: ["orders-1"] };
  const ways = [
    ["change", "live"],
    ["change", "dualwrite"],
    ["rollback", "dualwrite"],
    ["step", "live"],
    ["step", "dualwrite"],
  ] as const;
  for (const [act, target] of ways) {
    const facts = factsOf([at("shadow")], { recovering });
    const decided = transition(at("shadow"), toData(target, { act, override: true }), facts, NOW, RULES);
    expect(decided.ok ? [] : decided.refusals.map(({ rule }) => rule)).toContain("lineage");
  }
});

test("a state of the lost history counts among those an instance may act on", () => {
  const lost = [state("complete")];
  const decided = (given: object) =>
    transition(at("live"), toData("shadow"), factsOf([at("live")], { instances: [instanceAt(7, given)] }), NOW);
  expect(decided({})).toMatchObject({ ok: true });
  expect(decided({ lost })).toMatchObject({ ok: false, refusals: [{ rule: "barrier" }] });
});
