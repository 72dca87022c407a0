import type { Side } from "./data.ts";

/** How the pair and its surroundings look in a chart; colours are the tokens of the design. */

export const STROKE: Record<Side, { stroke: string; strokeDasharray?: string }> = {
  old: { stroke: "var(--old)", strokeDasharray: "5 3" },
  new: { stroke: "var(--new)" },
};
export const WIDTH = { main: 1.75, thin: 1 } as const;
export const INK: Record<Side, string> = { old: "var(--old)", new: "var(--new)" };

/** Heights in pixels; text never scales with the chart. */
export const UPPER = { height: 160, top: 30, bottom: 6 } as const;
export const LOWER = { height: 128, top: 24, bottom: 20 } as const;
export const MARKERS = 8;
export const LABEL_DISTANCE = 14;
/** About what the longest figure at a line takes. */
export const LABEL_WIDTH = 76;

const WIDE = { left: 48, right: 84 } as const;
const NARROW = { left: 46, right: 76 } as const;
const NARROW_BELOW = 520;

export type Sides = { left: number; right: number };

export function sidesOf(width: number): Sides {
  return width < NARROW_BELOW ? NARROW : WIDE;
}

export function isNarrow(width: number): boolean {
  return width < NARROW_BELOW;
}
