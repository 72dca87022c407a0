import type { Course } from "./course.ts";
import { DISABLED } from "./disabled.ts";
import type { Facts } from "./facts.ts";
import type { ModuleState, SwitchState } from "./module.ts";
import { type Command, type Gate, moveOf, type Rule } from "./move.ts";
import { propose, type Refusal } from "./propose.ts";
import { acrossAxes } from "./rules/across-axes.ts";
import { barrier, drained } from "./rules/barrier.ts";
import { currency, doubt, evidence, ledger, noReturn } from "./rules/currency.ts";
import { lineage } from "./rules/lineage.ts";
import { approval, freeze, health, held, plan } from "./rules/people.ts";
import { relaxation, secondaryWrites } from "./rules/secondary-writes.ts";

/** Every rule that needs facts, in the order people are told of them. */
export const RULES: readonly Rule[] = [
  lineage,
  noReturn,
  acrossAxes,
  barrier,
  drained,
  secondaryWrites,
  relaxation,
  currency,
  ledger,
  doubt,
  evidence,
  held,
  freeze,
  approval,
  plan,
  health,
];

export type Transition =
  | { ok: true; next: SwitchState; course: Course; gates: Gate[] }
  | { ok: false; refusals: Refusal[]; gates: Gate[] };

/**
 * Decides a change of one switch: the module's next state, or every refusal that stands against it. `gates` holds
 * the judgement of each rule that applied, passed or not; a failed one was overridden when the answer is yes.
 */
export function transition(state: ModuleState, command: Command, facts: Facts, now: Date, rules = RULES): Transition {
  const from = state[command.switch];
  if (!from) return { ok: false, gates: [], refusals: [unknownSwitch(command)] };
  const proposed = propose(from, command);
  if (!proposed.ok) return { ok: false, gates: [], refusals: proposed.refusals };

  const { next, course } = proposed;
  const move = moveOf(command, state, next, course.direction, facts, now);
  const judged = rules.map((rule) => rule(move)).filter((gate) => gate !== null);
  const gates = judged.filter(({ rule }) => !DISABLED.includes(rule));
  const failed = gates.filter((gate) => !gate.passed && !(gate.overridable && command.override));
  if (failed.length > 0) {
    return { ok: false, gates, refusals: failed.map(({ rule, message, detail }) => ({ rule, message, detail })) };
  }
  return { ok: true, next, course, gates };
}

function unknownSwitch({ switch: axis }: Command): Refusal {
  return { rule: "switch", message: `The module has no ${axis} switch.`, detail: { switch: axis } };
}
