import { describe, expect, test } from "vitest";
import { quietFacts } from "../stages/facts.ts";
import type { ModuleState } from "../stages/module.ts";
import { moveOf, type Rule } from "../stages/move.ts";
import { initialStanding } from "../stages/state.ts";
import { compare } from "./differences.ts";
import { explore } from "./explore.ts";
import { misread } from "./facts.ts";
import { Model } from "./model.ts";
import type { Protection } from "./protections.ts";
import { SCENES, type SceneName } from "./scenes.ts";
import { SIZES } from "./sizes.ts";

const PATIENCE = 240_000;
const small: SceneName[] = ["repair", "vacant", "silence"];

test.each(small)("%s: no move is judged otherwise than by whoever sees everything", { timeout: PATIENCE }, (name) => {
  const [worlds, depth] = SIZES[name];
  expect(explore(new Model(SCENES[name]), ["misjudged"])).toEqual({ worlds, depth, complete: true, story: null });
});

describe("left out, this lets a move be allowed that whoever sees everything would refuse", () => {
  test.each<[Protection, SceneName]>([
    ["drain", "silence"],
    ["deliver", "repair"],
    ["coverage", "vacant"],
    ["required-fails", "repair"],
    ["best-effort-ledger", "repair"],
    ["repair-order", "repair"],
  ])("%s", { timeout: PATIENCE }, (protection, scene) => {
    const { story } = explore(new Model(SCENES[scene], { protections: [protection] }), ["misjudged"]);
    expect(story?.at(-1)).toMatch(/^data to live is allowed: /);
  });
});

const common = { held: false, rules: [], checkRatio: 0, paused: false, secondaryWrites: "best-effort" } as const;
const data = { axis: "data", ...initialStanding("data"), ...common } as const;
const before: ModuleState = { data };
const facts = quietFacts({ revision: 3, stages: ["off"], secondaryWrites: "best-effort", paused: false });
const move = moveOf(
  { switch: "data", target: "dualwrite", share: 100_000, act: "change" },
  before,
  { ...data, position: "dualwrite" },
  "forward",
  facts,
  new Date(0),
);
const gate = (passed: boolean) => ({ rule: "some", passed, overridable: false, message: "It lacks something.", detail: {} });
const lacking: Rule = ({ facts: { ledger } }) => gate(ledger.old === 0);
const right = (old: number) => ({ ...facts, ledger: { old, new: 0 } });

test("what is allowed although something stands against it is a difference, whatever the excuse", () => {
  const { ok, difference } = compare(move, right(1), () => "unheard", [lacking]);
  expect({ ok, difference }).toEqual({ ok: true, difference: { kind: "allowed", rule: "some", words: "It lacks something." } });
});

test("what is refused although nothing stands against it is one unless it is excused", () => {
  const refused = { ...move, facts: right(2) };
  expect(compare(refused, right(0), () => "unrepaired", [lacking])).toEqual({
    ok: false,
    excuses: ["unrepaired"],
    difference: null,
  });
  expect(compare(refused, right(0), () => null, [lacking]).difference).toMatchObject({ kind: "refused", rule: "some" });
  expect(compare(refused, right(1), () => null, [lacking]).difference).toBeNull();
});

test("a rule that looks at more than an exploration knows is named", () => {
  const counting: Rule = ({ facts: { ledger } }) => gate(ledger.old < 2);
  expect(misread({ ...move, facts: right(2) }, [lacking])).toBeNull();
  expect(misread({ ...move, facts: right(2) }, [counting])).toBe("some");
});
