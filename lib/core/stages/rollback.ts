import { wayOf } from "./course.ts";
import { AXES, type Axis, indexOf, type Position, positionsOf } from "./positions.ts";
import { type JointState, type Restored, sameRestored } from "./restored.ts";
import { type Standing, sameStanding, settledAt } from "./state.ts";
import { goesForward, movers, sameRules } from "./subjects.ts";

/** A joint state of the past: when it began and when the next one replaced it. */
export type PastState = { states: JointState; since: Date; until: Date };

/** One entry of a switch's history: the state that began at `at`. */
export type HistoryEntry = { at: Date; state: Restored };

/**
 * The joint states a module has been through, newest first, without the present one. Histories are oldest
 * first. States from before an axis existed are left out, and so are those that one change passed through on its way.
 */
export function pastStates(histories: Partial<Record<Axis, readonly HistoryEntry[]>>): PastState[] {
  const axes = AXES.filter((axis) => histories[axis]);
  const moments = axes
    .flatMap((axis) => (histories[axis] ?? []).map((entry) => ({ axis, ...entry })))
    .sort((a, b) => a.at.getTime() - b.at.getTime());

  const past: PastState[] = [];
  let current: JointState = {};
  let since: Date | null = null;
  for (const { axis, at, state } of moments) {
    const before = current[axis];
    if (before && sameRestored(before, state)) continue;
    if (since && since < at && axes.every((known) => current[known])) past.unshift({ states: current, since, until: at });
    current = { ...current, [axis]: state };
    since = at;
  }
  return past;
}

const PROVEN_AFTER_MS = 10 * 60 * 1000;

/**
 * The state a rollback returns to when none is named: the newest one behind the present that stood for ten
 * minutes, otherwise the newest one behind it.
 */
export function rollbackTarget(present: JointState, past: readonly PastState[]): PastState | null {
  let newest: PastState | null = null;
  for (const state of past) {
    if (!isBehind(present, state.states)) continue;
    if (state.until.getTime() - state.since.getTime() >= PROVEN_AFTER_MS) return state;
    newest ??= state;
  }
  return newest;
}

/** Whether a state is behind another: no subject would be further forward in it, and some axis goes back. */
export function isBehind(present: JointState, target: JointState): boolean {
  const pairs = AXES.flatMap((axis) => {
    const [from, to] = [present[axis], target[axis]];
    return from && to ? [{ from, to }] : [];
  });
  return pairs.every(({ from, to }) => !movesForward(from, to)) && pairs.some(({ from, to }) => wayOf(from, to) === "back");
}

/** Whether some subject may be further forward than now. */
export function movesForward(from: Restored, to: Restored): boolean {
  return movers(from, to).some((mover) => goesForward(from.axis, mover));
}

/**
 * Steps from where a switch stands back to `to`, one position at a time, nearest first; none of them moves a subject
 * forward. The rules come with the first step, which either has everybody at one position or is the only one. Empty
 * when the switch is there already but for policy, and where `to` is ahead.
 */
export function walkBack(axis: Axis, from: Restored, to: Restored): Restored[] {
  const here = indexOf(axis, from.position);
  const last = indexOf(axis, to.next ?? to.position);
  // Opening the way to the next position moves nobody, and is no part of going back.
  const end = from.next === null && last > here && to.position === from.position ? { ...to, ...settledAt(from.position) } : to;
  if (movesForward(from, end)) return [];
  const stops: Restored[] = [];
  const sameWindow = from.position === end.position && from.next === end.next;
  for (let index = here; !sameWindow && index >= last; index -= 1) {
    const stop = settledAt(positionsOf(axis)[index] as Position);
    if (!sameStanding(stop, from)) stops.push({ ...end, ...stop });
  }
  const before = stops.at(-1) ?? from;
  return sameStanding(before, end) && sameRules(before.rules, end.rules) ? stops : [...stops, end];
}

/** The order in which the axes of one module go back: data first while it answers from new, else last. */
export function rollbackOrder(data: Standing | undefined): readonly Axis[] {
  const answersFromNew = data && indexOf("data", data.next ?? data.position) >= indexOf("data", "live");
  return answersFromNew ? ["data", "route", "call"] : ["route", "call", "data"];
}
