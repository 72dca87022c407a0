import { describe, expect, test } from "vitest";
import type { InstanceFacts } from "../instances.ts";
import type { ModuleState } from "../module.ts";
import type { Command, Rule } from "../move.ts";
import { factsOf, instanceAt, moduleAt, NOW, toData } from "../test-module.ts";
import { transition } from "../transition.ts";
import { relaxation, secondaryWrites } from "./secondary-writes.ts";

const judge = (rule: Rule, past: ModuleState[], command: Command, instances: InstanceFacts[] = []) =>
  transition(past.at(-1) as ModuleState, command, factsOf(past, { instances }), NOW, [rule]).gates[0];
const lax = moduleAt("shadow", { secondaryWrites: "best-effort" });
const strict = moduleAt("shadow");
const half = moduleAt("shadow", { next: "live", share: 50_000 });

describe("the authority changes", () => {
  test("only where secondary writes are required, before the move and after", () => {
    expect(judge(secondaryWrites, [lax], toData("live"))).toMatchObject({ passed: false, overridable: false });
    expect(judge(secondaryWrites, [lax], toData("live", { secondaryWrites: "required" }))?.passed).toBe(false);
    expect(judge(secondaryWrites, [strict], toData("live", { secondaryWrites: "best-effort" }))?.passed).toBe(false);
    expect(judge(secondaryWrites, [strict], toData("live"))?.passed).toBe(true);
    expect(judge(secondaryWrites, [moduleAt("dualwrite", { secondaryWrites: "best-effort" })], toData("shadow"))).toBeUndefined();
  });

  test("only once that is in effect everywhere", () => {
    const gate = judge(secondaryWrites, [lax, strict], toData("live"), [instanceAt(6), instanceAt(7, { instance: "orders-2" })]);
    expect(gate).toMatchObject({
      passed: false,
      detail: { stored: "required", waiting: [{ instance: "orders-1", revision: 6 }] },
    });
    expect(gate?.message).toBe(
      "Secondary writes are required, but not yet in effect on orders-1, last acknowledged 6, 12 s ago.",
    );
    expect(judge(secondaryWrites, [lax, strict], toData("live"), [instanceAt(7)])?.passed).toBe(true);
  });
});

describe("secondary writes are relaxed", () => {
  const relax = (position: "shadow" | "live") => toData(position, { secondaryWrites: "best-effort" });

  test("not while subjects read from both stores", () => {
    const here = { ...toData("live", { share: 50_000, secondaryWrites: "best-effort" as const }) };
    expect(judge(relaxation, [half], here)).toMatchObject({ passed: false, overridable: false });
  });

  test("not before the move is in effect everywhere", () => {
    const past = [half, moduleAt("live")];
    expect(judge(relaxation, past, relax("live"), [instanceAt(6)])).toMatchObject({
      passed: false,
      message: "Secondary writes stay required until the move is in effect on orders-1, last acknowledged 6, 12 s ago.",
    });
    expect(judge(relaxation, past, relax("live"), [instanceAt(7)])?.passed).toBe(true);
  });

  test("freely otherwise", () => {
    expect(judge(relaxation, [strict], relax("shadow"))?.passed).toBe(true);
    expect(judge(relaxation, [lax], toData("dualwrite"))).toBeUndefined();
  });
});
