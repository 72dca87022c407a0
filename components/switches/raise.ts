import { forwardOf, type Position } from "@/lib/core/stages/positions.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";
import { toStanding } from "./words.ts";

/** The position a raise goes to, or null at the end of the axis. */
export function raiseTarget(view: Pick<SwitchRow, "axis" | "position" | "next" | "share">): Position | null {
  const { position, next } = toStanding(view);
  return next ?? forwardOf(view.axis, position);
}
