/**
 * Where the stops of the small rail lie, in its own pixels: three on the upper level, where the old store
 * answers, three on the lower, where the new one does. Lengths run along the track.
 */
export const RAIL = { width: 158, height: 24, track: "M7 7h62l20 10h62" } as const;

export type Stop = { x: number; y: number; lower: boolean; along: number };

/** Length of the sloping piece between x 69 and x 89. */
const SLOPE = Math.hypot(20, 10);

export const STOPS: readonly Stop[] = [7, 34, 61, 97, 124, 151].map((x) => {
  const lower = x > 80;
  return { x, y: lower ? 17 : 7, lower, along: lower ? 62 + SLOPE + (x - 89) : x - 7 };
});

/** Half the ring of the stop stood at, and half the outline of the next. */
const RING = 5.5;
const OUTLINE = 3.5;
const SHORTEST = 2;

/** The part of the segment after stop `at` that `share` (0 … 1) fills: start and length along the track. */
export function fillAfter(stops: readonly Stop[], at: number, share: number): { start: number; length: number } | null {
  const from = stops[at];
  const to = stops[at + 1];
  if (!from || !to || share <= 0) return null;
  const start = from.along + RING;
  const room = to.along - OUTLINE - start;
  return { start, length: Math.max(SHORTEST, room * Math.min(1, share)) };
}

/** Route and call: one stop on each level. */
export const POINTS = { width: 42, height: 24, track: "M6 7h7l16 10h7" } as const;

export const POINTS_STOPS: readonly Stop[] = [
  { x: 6, y: 7, lower: false, along: 0 },
  { x: 36, y: 17, lower: true, along: 14 + Math.hypot(16, 10) },
];
