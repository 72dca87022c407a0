import { DISABLED } from "../stages/disabled.ts";
import type { Facts } from "../stages/facts.ts";
import type { InstanceFacts } from "../stages/instances.ts";
import type { Gate, Move, Rule } from "../stages/move.ts";
import { RULES } from "../stages/transition.ts";
import type { Ignorance } from "./ignorance.ts";

/** What the rules said of a move beside what they would say if they knew everything. */
export type Compared = { ok: boolean; excuses: readonly Ignorance[]; difference: Difference | null };

/** `allowed` although something stands against it, or `refused` although nothing does and nothing excuses it. */
export type Difference = { kind: "allowed" | "refused"; rule: string; words: string };

/** What a rule cannot have known, of an instance that it waits for or in general; null when it should have known. */
export type Excuse = (rule: string, instance: InstanceFacts | null) => Ignorance | null;

/** `right` are the facts as they are. */
export function compare(move: Move, right: Facts, excuse: Excuse, rules: readonly Rule[] = RULES): Compared {
  const against = failed(move, rules).filter(({ gate }) => !DISABLED.includes(gate.rule));
  const rightly = failed({ ...move, facts: right }, rules);
  if (against.length === 0) {
    const [first] = rightly;
    const difference = first ? ({ kind: "allowed", rule: first.gate.rule, words: first.gate.message } as const) : null;
    return { ok: true, excuses: [], difference };
  }
  const excuses: Ignorance[] = [];
  for (const { rule, gate } of against) {
    if (rightly.some((one) => one.rule === rule)) continue;
    for (const instance of waitedFor(move, rule)) {
      const why = excuse(gate.rule, instance);
      if (!why) return { ok: false, excuses, difference: { kind: "refused", rule: gate.rule, words: gate.message } };
      excuses.push(why);
    }
  }
  return { ok: false, excuses, difference: null };
}

function failed(move: Move, rules: readonly Rule[]): { rule: Rule; gate: Gate }[] {
  return rules.flatMap((rule) => {
    const gate = rule(move);
    return gate && !gate.passed && !(gate.overridable && move.command.override) ? [{ rule, gate }] : [];
  });
}

/** The instances because of which a rule refuses a move; null where it is because of something else. */
function waitedFor(move: Move, rule: Rule): readonly (InstanceFacts | null)[] {
  const fails = (instances: readonly InstanceFacts[]) => rule({ ...move, facts: { ...move.facts, instances } })?.passed === false;
  return fails([]) ? [null] : move.facts.instances.filter((one) => fails([one]));
}
