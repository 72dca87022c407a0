import { expect, test } from "vitest";
import type { ModuleState } from "../module.ts";
import type { Command } from "../move.ts";
import { factsOf, moduleAt, NOW, switchAt, toCall, toData } from "../test-module.ts";
import { transition } from "../transition.ts";
import { acrossAxes } from "./across-axes.ts";

const judge = (state: ModuleState, command: Command) => transition(state, command, factsOf([state]), NOW, [acrossAxes]).gates[0];

test("data does not enter live while call sends anybody down the old path", () => {
  const behind = moduleAt("shadow", {}, switchAt("call", "old", { next: "new", share: 99_999 }));
  expect(judge(behind, toData("live", { share: 1 }))).toMatchObject({
    passed: false,
    overridable: false,
    message:
      "Subjects that call still sends down the old path act as off, which does not go with live. Settle call at new first.",
    detail: { stages: "off, shadow, live", call: "old" },
  });
});

test("call does not go back while data is at live or beyond", () => {
  for (const position of ["live", "rampdown", "complete"] as const) {
    const gate = judge(moduleAt(position), toCall("old", { share: 1 }));
    expect(gate).toMatchObject({ passed: false });
    expect(gate?.message).toContain(`does not go with ${position}.`);
  }
});

test("both may move while data is before live", () => {
  expect(judge(moduleAt("shadow"), toCall("old"))?.passed).toBe(true);
  expect(judge(moduleAt("dualwrite", {}, switchAt("call", "old")), toData("shadow"))?.passed).toBe(true);
});

test("says nothing where the old path serves nobody", () => {
  expect(judge(moduleAt("shadow"), toData("live"))).toBeUndefined();
  expect(judge(moduleAt("shadow", {}, null), toData("live"))).toBeUndefined();
});
