import { AXES, type Axis, indexOf, type Position, positionsOf } from "./positions.ts";
import { directionOf, type Standing, sameStanding, settledAt } from "./state.ts";

/** Where some switches of one module stand together. */
export type Standings = Partial<Record<Axis, Standing>>;

/** A joint state of the past: when it began and when the next one replaced it. */
export type PastStandings = { standings: Standings; since: Date; until: Date };

/** One entry of a switch's history: the standing that began at `at`. */
export type HistoryEntry = { at: Date; standing: Standing };

/**
 * The joint states a module has been through, newest first, without the present one. Histories are oldest
 * first. States from before an axis existed are left out, and so are those that one change passed through on its way.
 */
export function pastStandings(histories: Partial<Record<Axis, readonly HistoryEntry[]>>): PastStandings[] {
  const axes = AXES.filter((axis) => histories[axis]);
  const moments = axes
    .flatMap((axis) => (histories[axis] ?? []).map((entry) => ({ axis, ...entry })))
    .sort((a, b) => a.at.getTime() - b.at.getTime());

  const past: PastStandings[] = [];
  let current: Standings = {};
  let since: Date | null = null;
  for (const { axis, at, standing } of moments) {
    const before = current[axis];
    if (before && sameStanding(before, standing)) continue;
    if (since && since < at && axes.every((known) => current[known])) past.unshift({ standings: current, since, until: at });
    current = { ...current, [axis]: standing };
    since = at;
  }
  return past;
}

const PROVEN_AFTER_MS = 10 * 60 * 1000;

/**
 * The state a rollback returns to when none is named: the newest one behind the present that stood for ten
 * minutes, otherwise the newest one behind it. A state is behind when some axis goes back and none forward.
 */
export function rollbackTarget(present: Standings, past: readonly PastStandings[]): PastStandings | null {
  const behind = past.filter(({ standings }) => {
    const directions = AXES.flatMap((axis) => {
      const from = present[axis];
      const to = standings[axis];
      return from && to ? [directionOf(axis, from, to)] : [];
    });
    return directions.includes("back") && !directions.includes("forward");
  });
  return behind.find((state) => state.until.getTime() - state.since.getTime() >= PROVEN_AFTER_MS) ?? behind[0] ?? null;
}

/**
 * Steps from where a switch stands back to `to`, one position at a time, nearest first. Empty when `to` is
 * not behind it.
 */
export function walkBack(axis: Axis, from: Standing, to: Standing): Standing[] {
  if (directionOf(axis, from, to) !== "back") return [];
  const steps: Standing[] = [];
  for (let index = indexOf(axis, from.position); index > indexOf(axis, to.position); index -= 1) {
    const stop = settledAt(positionsOf(axis)[index] as Position);
    if (!sameStanding(stop, from)) steps.push(stop);
  }
  if (!sameStanding(steps.at(-1) ?? from, to)) steps.push(to);
  return steps;
}

/** The order in which the axes of one module go back: data first while it answers from new, else last. */
export function rollbackOrder(data: Standing | undefined): readonly Axis[] {
  const answersFromNew = data && indexOf("data", data.next ?? data.position) >= indexOf("data", "live");
  return answersFromNew ? ["data", "route", "call"] : ["route", "call", "data"];
}
