import { DISABLED } from "./disabled.ts";
import type { Facts } from "./facts.ts";
import type { ModuleState, SwitchState } from "./module.ts";
import { type Command, type Gate, moveOf, type Rule } from "./move.ts";
import { propose, type Refusal } from "./propose.ts";
import { acrossAxes } from "./rules/across-axes.ts";
import { barrier, drained } from "./rules/barrier.ts";
import { currency, doubt, evidence, ledger, noReturn } from "./rules/currency.ts";
import { approval, freeze, health, held, plan } from "./rules/people.ts";
import { relaxation, secondaryWrites } from "./rules/secondary-writes.ts";
import { type Direction, sameStanding } from "./state.ts";

/** Every rule that needs facts, in the order people are told of them. */
export const RULES: readonly Rule[] = [
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
  | { ok: true; next: SwitchState; direction: Direction; gates: Gate[] }
  | { ok: false; refusals: Refusal[]; gates: Gate[] };

/**
 * Decides a change of one switch: the module's next state, or every refusal that stands against it. `gates` holds
 * the judgement of each rule that applied, passed or not; a failed one was overridden when the answer is yes.
 */
export function transition(state: ModuleState, command: Command, facts: Facts, now: Date, rules = RULES): Transition {
  const from = state[command.switch];
  if (!from) return { ok: false, gates: [], refusals: [unknownSwitch(command)] };
  const to = { ...from, ...policyOf(from, command) };
  const proposed = propose(command.switch, from, command);
  const standing = proposed.ok ? proposed.next : from;
  const refusals = proposed.ok ? [] : proposed.refusals.filter(({ rule }) => rule !== "unchanged" || !differs(from, to, command));
  const direction = proposed.ok ? proposed.direction : "none";
  if (!proposed.ok && refusals.length > 0) return { ok: false, gates: [], refusals };

  const next = { ...to, position: standing.position, next: standing.next, share: standing.share };
  const move = moveOf(command, state, next, direction, facts, now);
  const judged = rules.map((rule) => rule(move)).filter((gate) => gate !== null);
  const gates = judged.filter(({ rule }) => !DISABLED.includes(rule));
  const failed = gates.filter((gate) => !gate.passed && !(gate.overridable && command.override));
  if (failed.length > 0) {
    return { ok: false, gates, refusals: failed.map(({ rule, message, detail }) => ({ rule, message, detail })) };
  }
  return { ok: true, next, direction, gates };
}

function policyOf(from: SwitchState, { rules, secondaryWrites, paused }: Command): Partial<SwitchState> {
  return {
    rules: rules ?? from.rules,
    secondaryWrites: secondaryWrites ?? from.secondaryWrites,
    paused: paused ?? from.paused,
  };
}

function differs(from: SwitchState, to: SwitchState, { rules }: Command): boolean {
  const policy = from.secondaryWrites !== to.secondaryWrites || from.paused !== to.paused;
  return rules !== undefined || policy || !sameStanding(from, to);
}

function unknownSwitch({ switch: axis }: Command): Refusal {
  return { rule: "switch", message: `The module has no ${axis} switch.`, detail: { switch: axis } };
}
