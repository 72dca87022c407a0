import type { Rule } from "../evaluation/snapshot.ts";
import { type Facts, quietFacts } from "./facts.ts";
import type { InstanceFacts, PublishedState } from "./instances.ts";
import { type ModuleState, type SwitchState, stagesOf } from "./module.ts";
import type { Command } from "./move.ts";
import type { Axis, Position } from "./positions.ts";
import { FULL_SHARE, settledAt } from "./state.ts";

/** Modules, commands and facts that tests of the rules begin from. Revision 7 is the present one. */

export const NOW = new Date("2026-03-02T10:00:00Z");
export const PRESENT = 7;

export const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

/** Rules as people write them: whom they send ahead, and whom they keep where they are. */
export const TESTERS_AHEAD: Rule = {
  name: "testers",
  conditions: [{ attribute: "group", operator: "equals", value: "test" }],
  result: "next",
};
export const OLD_APPS_STAY: Rule = {
  name: "old apps",
  conditions: [{ attribute: "appVersion", operator: "semver", max: "6.2.0" }],
  result: "position",
};

export function switchAt(axis: Axis, position: Position, given: Partial<SwitchState> = {}): SwitchState {
  return {
    axis,
    ...settledAt(position),
    held: false,
    rules: [],
    checkRatio: 0,
    secondaryWrites: "required",
    paused: false,
    ...given,
  };
}

/** A module with its call at `new`, unless given otherwise. */
export function moduleAt(
  data: Position,
  given: Partial<SwitchState> = {},
  call: SwitchState | null = switchAt("call", "new"),
): ModuleState {
  return { ...(call && { call }), data: switchAt("data", data, given) };
}

export function published(revision: number, state: ModuleState): PublishedState {
  const { secondaryWrites = "best-effort", paused = false } = state.data ?? {};
  return { revision, stages: stagesOf(state), secondaryWrites, paused };
}

/** The history of a module, oldest first, up to the present revision. */
export function history(...states: ModuleState[]): PublishedState[] {
  return states.map((state, index) => published(PRESENT - states.length + 1 + index, state));
}

export function instanceAt(revision: number, given: Partial<InstanceFacts> = {}): InstanceFacts {
  const times = { acknowledgedAt: secondsAgo(12), leaseUntil: secondsAgo(-18) };
  return { service: "order-service", instance: "orders-1", revision, ...times, onLeaseLoss: "hold", ...given };
}

/** Both stores current, nothing failed, nobody to wait for. */
export function factsOf(states: ModuleState[], given: Partial<Facts> = {}): Facts {
  const all = history(...states);
  return { ...quietFacts(all.at(-1) as PublishedState), published: all, leftOut: { old: null, new: null }, ...given };
}

export function toData(target: Position, given: Partial<Command> = {}): Command {
  return { switch: "data", target, share: FULL_SHARE, act: "change", ...given };
}

export function toCall(target: Position, given: Partial<Command> = {}): Command {
  return { ...toData(target, given), switch: "call" };
}
