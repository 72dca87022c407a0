import { type Frame, isOver, type Row, type Side } from "./data.ts";
import type { LineSpec } from "./metric.ts";

/** The newest value of a line; `row` is its step where that is over, null while it is the present. Pure. */
export type End = { line: LineSpec; value: number; row: Row | null };

export function endsOf(lines: readonly LineSpec[], rows: readonly Row[], frame: Frame): End[] {
  return lines.flatMap((line) => {
    const row = rows.findLast((candidate) => line.read(candidate) !== null);
    const value = row ? line.read(row) : null;
    return !row || value === null ? [] : [{ line, value, row: isOver(row, frame) ? row : null }];
  });
}

/** Sides whose samples ended while the other side's went on, with the end of their last step. */
export function endedSides(rows: readonly Row[], frame: Frame): { side: Side; at: number }[] {
  const sides = (["old", "new"] as const).flatMap((side) => {
    const row = rows.findLast((candidate) => candidate[side] !== null);
    return row ? [{ side, at: row.t + frame.step, over: isOver(row, frame) }] : [];
  });
  return sides.every(({ over }) => over) ? [] : sides.filter(({ over }) => over).map(({ side, at }) => ({ side, at }));
}
