import { type Axis, indexOf, type Position, positionsOf } from "./positions.ts";
import { type Direction, directionOf, FULL_SHARE, placeAt, progress, type Standing, sameStanding, settledAt } from "./state.ts";

/** What a switch is besides its key: the part a command can change. */
export type SwitchState = Standing & { held: boolean };

export type MoveCommand = { target: string; share: number };

/** A rule that stands against a move: stable name, a sentence for a person, and the facts behind it. */
export type Refusal = { rule: string; message: string; detail: Record<string, string | number | boolean | null> };

export type Transition = { ok: true; next: SwitchState; direction: Direction } | { ok: false; refusals: Refusal[] };

/** Decides a manual move: the next state, or every refusal that stands against it. */
export function transition(axis: Axis, state: SwitchState, command: MoveCommand): Transition {
  if (indexOf(axis, command.target) < 0) {
    const known = positionsOf(axis).join(", ");
    return refuse("position", `“${command.target}” is not a position of ${axis}. Choose one of: ${known}.`, {
      target: command.target,
    });
  }
  const target = command.target as Position;
  const placed = placeAt(axis, state, target, command.share);
  if (!placed) {
    const here = state.next === null ? state.position : `${state.position} → ${state.next}`;
    return refuse("adjacent", `The switch stands at ${here}; ${target} is not next to it. Move one position at a time.`, {
      position: state.position,
      next: state.next,
      target,
    });
  }
  if (sameStanding(state, placed)) {
    return refuse("unchanged", "The switch already stands there.", { position: state.position, share: state.share });
  }
  const direction = directionOf(axis, state, placed);
  if (state.held && direction === "forward") {
    return refuse("held", "The switch is held. Release it before moving it forward.", { position: state.position });
  }
  return { ok: true, next: { ...placed, held: state.held }, direction };
}

/**
 * Steps from where a switch stands back to `to`, one position at a time, nearest first.
 * Empty when `to` is not behind it.
 */
export function walkBack(axis: Axis, from: Standing, to: Standing): Standing[] {
  if (progress(axis, to) > progress(axis, from) || directionOf(axis, from, to) !== "back") return [];
  const steps: Standing[] = [];
  for (let index = indexOf(axis, from.position); index > indexOf(axis, to.position); index -= 1) {
    const stop = settledAt(positionsOf(axis)[index] as Position);
    if (!sameStanding(stop, from)) steps.push(stop);
  }
  const last = steps.at(-1) ?? from;
  if (!sameStanding(last, to)) steps.push(to);
  return steps;
}

export type PastState = Standing & { version: number; since: Date; until: Date };

const HEALTHY_AFTER_MS = 10 * 60 * 1000;

/**
 * The state a rollback returns to when none is named: the newest one behind the present that stood for
 * ten minutes, otherwise the newest one behind it. `past` is newest first and excludes the present.
 */
export function rollbackTarget(axis: Axis, present: Standing, past: readonly PastState[]): PastState | null {
  const behind = past.filter((state) => directionOf(axis, present, state) === "back");
  return behind.find((state) => state.until.getTime() - state.since.getTime() >= HEALTHY_AFTER_MS) ?? behind[0] ?? null;
}

/** The order in which the axes of one module go back: data first while it answers from new, else last. */
export function rollbackOrder(dataPosition: Position): Axis[] {
  return indexOf("data", dataPosition) >= indexOf("data", "live") ? ["data", "route", "call"] : ["route", "call", "data"];
}

/** True when every subject is at the switch's `position` and no other. */
export function isSettled(standing: Standing): boolean {
  return standing.next === null;
}

export function shareIsValid(share: number): boolean {
  return Number.isInteger(share) && share >= 0 && share <= FULL_SHARE;
}

function refuse(rule: string, message: string, detail: Refusal["detail"]): Transition {
  return { ok: false, refusals: [{ rule, message, detail }] };
}
