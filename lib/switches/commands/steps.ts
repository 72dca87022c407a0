import type { Command } from "../../core/stages/move.ts";
import type { Axis } from "../../core/stages/positions.ts";
import { FULL_SHARE, type Standing } from "../../core/stages/state.ts";
import { standingOf } from "../reads/rows.ts";

/** The command that leads to a standing: the position its subjects go to, and the share that goes there. */
export function toStanding(axis: Axis, { position, next, share }: Standing): Pick<Command, "switch" | "target" | "share"> {
  return next === null ? { switch: axis, target: position, share: FULL_SHARE } : { switch: axis, target: next, share };
}

/** The command that names where a switch stands already, so that something else of it can change. */
export function stayingAt(axis: Axis, row: { position: string; next: string | null; share: number }) {
  return toStanding(axis, standingOf(row));
}
