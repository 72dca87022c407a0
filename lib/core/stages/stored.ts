import { fail, list, number, record, text } from "../evaluation/fields.ts";
import { parseRules, parseStanding } from "../evaluation/snapshot.ts";
import type { Gate } from "./move.ts";
import type { PlanStep } from "./plan-step.ts";
import { parseSwitchKey } from "./positions.ts";
import type { Refusal } from "./propose.ts";
import { SECONDARY_WRITES } from "./secondary-writes.ts";

/** What is stored as JSON, checked when its row is read. Each throws a TypeError that names the faulty field. */

export function parseSteps(stored: unknown): PlanStep[] {
  return list(stored, "steps", parseStep);
}

export function parseRefusals(stored: unknown): Refusal[] {
  return list(stored, "refusals", parseRefusal);
}

/** Null for changes from before rules were told of. */
export function parseGates(stored: unknown): Gate[] {
  return stored === null ? [] : list(stored, "gates", parseGate);
}

function parseStep(input: unknown, at: string): PlanStep {
  const source = record(input, at);
  const key = text(source.switch, `${at}.switch`);
  const { axis } = parseSwitchKey(key) ?? fail(`${at}.switch`, "expected the key of a switch");
  const { direction, secondaryWrites, paused, checkRatio, rules, link, held } = source;
  return {
    switch: key,
    to: parseStanding(axis, record(source.to, `${at}.to`), `${at}.to`),
    ...(direction !== undefined && { direction: oneOf(DIRECTIONS, direction, `${at}.direction`) }),
    ...(secondaryWrites !== undefined && { secondaryWrites: oneOf(SECONDARY_WRITES, secondaryWrites, `${at}.secondaryWrites`) }),
    ...(paused !== undefined && { paused: flag(paused, `${at}.paused`) }),
    ...(checkRatio !== undefined && { checkRatio: number(checkRatio, `${at}.checkRatio`) }),
    ...(rules !== undefined && { rules: parseRules(rules, `${at}.rules`) }),
    ...(link !== undefined && { link: text(link, `${at}.link`) }),
    ...(held !== undefined && { held: flag(held, `${at}.held`) }),
  };
}

const DIRECTIONS = ["forward", "back"] as const;

function parseRefusal(input: unknown, at: string): Refusal {
  const { rule, message, detail } = record(input, at);
  // What a rule tells besides is shown as it was told, however rules have changed since.
  const told = record(detail, `${at}.detail`) as Refusal["detail"];
  return { rule: text(rule, `${at}.rule`), message: text(message, `${at}.message`), detail: told };
}

function parseGate(input: unknown, at: string): Gate {
  const { passed, overridable } = record(input, at);
  return {
    ...parseRefusal(input, at),
    passed: flag(passed, `${at}.passed`),
    overridable: flag(overridable, `${at}.overridable`),
  };
}

function flag(value: unknown, at: string): boolean {
  return typeof value === "boolean" ? value : fail(at, "expected true or false");
}

function oneOf<T extends string>(known: readonly T[], value: unknown, at: string): T {
  return known.find((one) => one === value) ?? fail(at, `expected ${known.join(" or ")}`);
}
