import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseGates, parseRefusals, parseSteps } from "./stored.ts";
import { OLD_APPS_STAY, TESTERS_AHEAD } from "./test-module.ts";

const standings = fc.oneof(
  fc.record({ position: fc.constantFrom("off", "shadow", "complete"), next: fc.constant(null), share: fc.constant(0) }),
  fc.record({ position: fc.constant("live"), next: fc.constant("rampdown"), share: fc.nat(100_000) }),
);
const steps = fc.record(
  {
    switch: fc.constant("orders.data"),
    to: standings,
    direction: fc.constantFrom("forward", "back"),
    secondaryWrites: fc.constantFrom("best-effort", "required"),
    paused: fc.boolean(),
    checkRatio: fc.nat(100_000),
    rules: fc.subarray([TESTERS_AHEAD, OLD_APPS_STAY]),
    link: fc.webUrl(),
    held: fc.boolean(),
  },
  { requiredKeys: ["switch", "to"] },
);
const refusals = fc.record({
  rule: fc.string(),
  message: fc.string(),
  detail: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.constant([{ instance: "a", secondsAgo: 3 }]))),
});
const gates = fc.tuple(refusals, fc.boolean(), fc.boolean()).map(([refusal, passed, overridable]) => ({
  ...refusal,
  ...{ passed, overridable },
}));

describe("what is stored as JSON", () => {
  it("comes back as it went", () => {
    const all = fc.record({ steps: fc.array(steps), refusals: fc.array(refusals), gates: fc.array(gates) });
    fc.assert(
      fc.property(all, (given) => {
        const json = JSON.parse(JSON.stringify(given));
        expect(parseSteps(json.steps)).toStrictEqual(json.steps);
        expect(parseRefusals(json.refusals)).toStrictEqual(json.refusals);
        expect(parseGates(json.gates)).toStrictEqual(json.gates);
      }),
    );
    expect(parseGates(null)).toEqual([]);
  });

  it.each([
    [{}, "steps: expected a list"],
    [[{ switch: "orders", to: { position: "off", next: null, share: 0 } }], "steps[0].switch"],
    [[{ switch: "orders.data", to: { position: "old", next: null, share: 0 } }], "steps[0].to.position"],
    [[{ switch: "orders.data", to: { position: "off", next: "live", share: 0 } }], "steps[0].to.next"],
    [[{ switch: "orders.data", to: { position: "off", next: null, share: 0 }, paused: "no" }], "steps[0].paused"],
    [[{ switch: "orders.data", to: { position: "off", next: null, share: 0 }, rules: [{}] }], "steps[0].rules[0]"],
  ])("is named where it is not what it should be: %j", (value, fault) => {
    expect(() => parseSteps(value)).toThrow(fault);
  });

  it("is refused where a rule's word is none", () => {
    expect(() => parseRefusals([{ rule: "barrier", message: "waits", detail: [] }])).toThrow("refusals[0].detail");
    expect(() => parseGates([{ rule: "barrier", message: "waits", detail: {} }])).toThrow("gates[0].passed");
  });
});
