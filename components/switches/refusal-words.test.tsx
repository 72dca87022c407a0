// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it } from "vitest";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { type Facts, quietFacts } from "@/lib/core/stages/facts.ts";
import { lacking } from "@/lib/core/stages/friction.ts";
import type { ModuleState, SwitchState } from "@/lib/core/stages/module.ts";
import type { Command } from "@/lib/core/stages/move.ts";
import type { Axis, Position } from "@/lib/core/stages/positions.ts";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import { transition } from "@/lib/core/stages/transition.ts";
import switchesEn from "@/messages/en/switches.json";
import uiEn from "@/messages/en/ui.json";
import wordsEn from "@/messages/en/words.json";
import switchesZh from "@/messages/zh/switches.json";
import uiZh from "@/messages/zh/ui.json";
import wordsZh from "@/messages/zh/words.json";
import { useRefusalWords } from "./refusal-words.ts";

const NOW = new Date("2027-02-24T02:58:00Z");

function at(axis: Axis, position: Position, more: Partial<SwitchState> = {}): SwitchState {
  return {
    axis,
    position,
    next: null,
    share: 0,
    held: false,
    rules: [],
    checkRatio: 100_000,
    secondaryWrites: "best-effort",
    paused: false,
    ...more,
  };
}

const OLD_APPS: Rule = {
  name: "old apps",
  conditions: [{ attribute: "appVersion", operator: "semver", max: "6.2" }],
  result: "position",
};
const OLD_DATA: ModuleState = { call: at("call", "new"), data: at("data", "shadow") };
const PRESENT = { revision: 42, stages: ["shadow"], secondaryWrites: "best-effort", paused: false } as const;
const LAGGARD = {
  ...{ service: "order-api", instance: "order-api-7", revision: 41, onLeaseLoss: "hold" as const },
  ...{ acknowledgedAt: new Date(NOW.getTime() - 48_000), leaseUntil: NOW },
};

/** Everything that can stand against a move, as the engine itself says it. */
function refusals(): Refusal[] {
  const facts: Facts = {
    ...quietFacts(PRESENT),
    published: [{ ...PRESENT, revision: 40, stages: ["off"] }, PRESENT],
    instances: [LAGGARD],
    ledger: { old: 2, new: 3 },
    doubts: [{ service: "order-api", instance: "order-api-3", since: NOW, stores: ["old", "new"] }],
    health: { state: "bad", sentence: "p99 is three times that of the old path." },
    freeze: { until: NOW, reason: "year-end closing" },
    approval: { approvedBy: null },
    plan: { id: "1", kind: "rollback", by: "Wei" },
  };
  const ask = (state: ModuleState, command: Partial<Command> & Pick<Command, "switch" | "target">, about = facts): Refusal[] => {
    const answer = transition(state, { share: 100_000, act: "change", ...command }, about, NOW);
    return answer.ok ? [] : answer.refusals;
  };
  const paused = { ...PRESENT, paused: true };
  return [
    ...ask(OLD_DATA, { switch: "data", target: "live" }),
    ...ask({ call: at("call", "old"), data: at("data", "shadow") }, { switch: "data", target: "live" }),
    ...ask({ data: at("data", "complete") }, { switch: "data", target: "rampdown", act: "rollback" }),
    ...ask({ data: at("data", "rampdown") }, { switch: "data", target: "complete" }),
    ...ask(
      { data: at("data", "shadow", { paused: true }) },
      { switch: "data", target: "live" },
      {
        ...facts,
        published: [paused, { ...paused, revision: 43 }],
      },
    ),
    ...ask(
      { data: at("data", "shadow", { next: "live", share: 5000, secondaryWrites: "required" }) },
      { switch: "data", target: "live", share: 5000, secondaryWrites: "best-effort" },
    ),
    ...ask(OLD_DATA, { switch: "data", target: "complete" }),
    ...ask(OLD_DATA, { switch: "data", target: "shadow" }),
    ...ask(
      { data: at("data", "dualwrite", { next: "shadow", share: 100_000, rules: [OLD_APPS] }) },
      { switch: "data", target: "live" },
    ),
    ...ask(OLD_DATA, { switch: "data", target: "sideways" }),
    ...ask(OLD_DATA, { switch: "data", target: "live", share: -1 }),
    ...ask({ data: at("data", "shadow", { held: true }) }, { switch: "data", target: "live" }),
    ...ask(OLD_DATA, { switch: "route", target: "new" }),
    ...lacking(3, {}, "orders", true),
  ];
}

const LANGUAGES = {
  en: { switches: switchesEn, ui: uiEn, words: wordsEn },
  zh: { switches: switchesZh, ui: uiZh, words: wordsZh },
};

function Said({ refusal }: { refusal: Refusal }) {
  return <p>{useRefusalWords()(refusal)}</p>;
}

function say(locale: keyof typeof LANGUAGES, refusal: Refusal): string {
  render(
    <NextIntlClientProvider locale={locale} messages={LANGUAGES[locale]} timeZone="UTC">
      <Said refusal={refusal} />
    </NextIntlClientProvider>,
  );
  const text = screen.getByRole("paragraph").textContent ?? "";
  cleanup();
  return text;
}

describe("refusals in words", () => {
  afterEach(cleanup);
  const all = refusals();

  it("cover every rule of the engine", () => {
    expect([...new Set(all.map(({ rule }) => rule))].sort()).toEqual([
      ...["across-axes", "adjacent", "approval", "barrier", "confirm", "currency", "doubt", "drained", "evidence", "freeze"],
      ...["health", "held", "in-progress", "ledger", "no-return", "override", "pinned", "position", "reason", "relaxation"],
      ...["secondary-writes", "share", "switch", "unchanged"],
    ]);
  });

  it("read as sentences of the reader's language, with every fact filled in", () => {
    for (const refusal of all) {
      const [english, chinese] = [say("en", refusal), say("zh", refusal)];
      expect(english, refusal.rule).toMatch(/^\S.+[.\w]$/);
      expect(`${english} ${chinese}`, refusal.rule).not.toMatch(/[{}]|undefined|NaN|null|\[object/);
      expect(chinese, refusal.rule).toMatch(/[\u4e00-\u9fff]/);
      expect(chinese, refusal.rule).not.toBe(refusal.message);
    }
  });

  it("name the instance a barrier waits for, what it acknowledged and how long ago", () => {
    const barrier = all.find(({ rule }) => rule === "barrier") as Refusal;
    expect(say("en", barrier)).toContain("order-api-7 (last acknowledged revision 41, 48 s ago; holds)");
    expect(say("zh", barrier)).toContain("order-api-7");
  });

  it("keep the server's sentence where the rule is not known here", () => {
    expect(say("zh", { rule: "of-tomorrow", message: "Not before noon.", detail: {} })).toBe("Not before noon.");
  });
});
