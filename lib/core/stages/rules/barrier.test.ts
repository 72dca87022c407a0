import { describe, expect, test } from "vitest";
import type { Facts } from "../facts.ts";
import type { ModuleState } from "../module.ts";
import { type Command, moveOf, type Rule } from "../move.ts";
import { propose } from "../propose.ts";
import { factsOf, instanceAt, moduleAt, NOW, secondsAgo, switchAt, toCall, toData } from "../test-module.ts";
import { transition } from "../transition.ts";
import { barrier, drained } from "./barrier.ts";

const judge = (rule: Rule, state: ModuleState, command: Command, facts: Facts) =>
  transition(state, command, facts, NOW, [rule]).gates[0];

describe("the barrier", () => {
  const past = [moduleAt("off"), moduleAt("dualwrite"), moduleAt("shadow")];
  const present = past[2] as ModuleState;

  test("names who may still act on what does not go with the new stage, with revision and age", () => {
    const facts = factsOf(past, {
      instances: [
        instanceAt(5, { instance: "orders-1", acknowledgedAt: secondsAgo(41) }),
        instanceAt(6, { instance: "orders-2" }),
      ],
    });
    const gate = judge(barrier, present, toData("live"), facts);
    expect(gate).toMatchObject({
      passed: false,
      overridable: false,
      message:
        "Waits for orders-1, last acknowledged 5, 41 s ago. Until then off may still be acted on, which does not go with live.",
      detail: {
        waiting: [
          { service: "order-service", instance: "orders-1", revision: 5, secondsAgo: 41, onLeaseLoss: "hold", mayActOn: "off" },
        ],
      },
    });
  });

  test("opens once they acknowledged a state that goes with it", () => {
    expect(judge(barrier, present, toData("live"), factsOf(past, { instances: [instanceAt(6)] }))?.passed).toBe(true);
  });

  test("waits for the silent who hold, and for those who fence only while their lease runs", () => {
    const silent = (onLeaseLoss: "hold" | "fence") => [instanceAt(5, { onLeaseLoss, leaseUntil: secondsAgo(1) })];
    expect(judge(barrier, present, toData("live"), factsOf(past, { instances: silent("hold") }))?.passed).toBe(false);
    expect(judge(barrier, present, toData("live"), factsOf(past, { instances: silent("fence") }))?.passed).toBe(true);
  });

  test("counts the old path of call as off", () => {
    const before = [moduleAt("shadow", {}, switchAt("call", "old")), moduleAt("shadow")];
    const facts = factsOf(before, { instances: [instanceAt(6)] });
    expect(judge(barrier, before[1] as ModuleState, toData("live"), facts)?.message).toContain("off may still be acted on");
    const back = [moduleAt("live"), moduleAt("shadow")];
    expect(judge(barrier, back[1] as ModuleState, toCall("old"), factsOf(back, { instances: [instanceAt(6)] }))?.passed).toBe(
      false,
    );
  });
});

describe("drained", () => {
  const paused = moduleAt("shadow", { paused: true });
  const states = [moduleAt("shadow"), paused];

  test("stands aside while nothing is paused", () => {
    expect(judge(drained, moduleAt("shadow"), toData("live"), factsOf([moduleAt("shadow")]))).toBeUndefined();
  });

  test("holds the move until everybody has acknowledged the pause", () => {
    const facts = factsOf(states, { instances: [instanceAt(6), instanceAt(7, { instance: "orders-2" })] });
    const gate = judge(drained, paused, toData("live"), facts);
    expect(gate).toMatchObject({
      passed: false,
      overridable: true,
      detail: { waiting: [{ instance: "orders-1", revision: 6 }] },
    });
    expect(gate?.message).toContain("orders-1, last acknowledged 6, 12 s ago");
    expect(judge(drained, paused, toData("live"), factsOf(states, { instances: [instanceAt(7)] }))?.passed).toBe(true);
  });

  test("lets a pause be given up that moved nothing, and holds one that did", () => {
    const resume = (state: ModuleState, past: ModuleState[]) =>
      judge(
        drained,
        state,
        toData(state.data?.position ?? "off", { paused: false }),
        factsOf(past, { instances: [instanceAt(6)] }),
      );
    expect(resume(paused, states)).toBeUndefined();
    const moved = moduleAt("live", { paused: true });
    expect(resume(moved, [...states, moved])?.passed).toBe(false);
  });
});

test("a move is judged by what it would come to", () => {
  const before = moduleAt("shadow");
  const proposed = propose(switchAt("data", "shadow"), { target: "live", share: 10, act: "change" });
  const to = { ...switchAt("data", "shadow"), ...(proposed.ok ? proposed.next : {}) };
  const move = moveOf(toData("live", { share: 10 }), before, to, "forward", factsOf([before]), NOW);
  expect(move).toMatchObject({ stages: { before: ["shadow"], after: ["shadow", "live"] }, gains: ["new"] });
});
