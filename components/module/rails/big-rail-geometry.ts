/**
 * Where the large rail lies, in its own pixels: the old store's track above, the new store's below. The thick
 * line is who answers reads, the thin ones what is written.
 */
export type Drawing = {
  width: number;
  height: number;
  upper: number;
  lower: number;
  /** Stops from Off to Complete. */
  xs: readonly [number, number, number, number, number, number];
  /** Where the answering line leaves the upper track and where it reaches the lower. */
  slope: readonly [number, number];
  /** Where writes to the new store branch off, and where those to the old one end. */
  branch: number;
  buffer: number;
};

export const WIDE: Drawing = {
  width: 850,
  height: 84,
  upper: 38,
  lower: 70,
  xs: [96, 212, 338, 520, 646, 790],
  slope: [399.9, 458.1],
  branch: 178,
  buffer: 702,
};

export const NARROW: Drawing = {
  width: 358,
  height: 106,
  upper: 34,
  lower: 62,
  xs: [8, 62, 126, 214, 280, 348],
  slope: [155.9, 184.1],
  branch: 42,
  buffer: 306,
};

/** Stops from this one on answer from the new store. */
const FIRST_LOWER = 3;
const RING = 8.5;
const OUTLINE = 5.5;
const SHORTEST = 2;

export function isLower(index: number): boolean {
  return index >= FIRST_LOWER;
}

export function stopOf(drawing: Drawing, index: number): { x: number; y: number; lower: boolean } {
  const lower = isLower(index);
  return { x: drawing.xs[index] ?? 0, y: lower ? drawing.lower : drawing.upper, lower };
}

/** The line that answers reads, from the first stop to the last. */
export function readTrack({ xs, upper, lower, slope: [leaves, lands] }: Drawing): string {
  return `M${xs[0]} ${upper}H${leaves}L${lands} ${lower}H${xs[5]}`;
}

/** What is written: the old store up to its buffer stop, the new one from its branch on. */
export function writeTracks({ xs, upper, lower, branch, buffer }: Drawing): string {
  return `M${xs[0]} ${upper}H${buffer}m0-5v10M${branch} ${upper}L${xs[1]} ${lower}H${xs[5]}`;
}

/** Length along the answering line from its start to a stop. */
export function along(drawing: Drawing, index: number): number {
  const { xs, upper, lower, slope } = drawing;
  const [leaves, lands] = slope;
  const x = xs[index] ?? 0;
  if (!isLower(index)) return x - xs[0];
  return leaves - xs[0] + Math.hypot(lands - leaves, lower - upper) + (x - lands);
}

/** The piece between a stop and the next that `share` (0 … 1) fills: start and length along the line. */
export function fillOf(drawing: Drawing, at: number, share: number): { start: number; length: number } | null {
  if (share <= 0 || at >= drawing.xs.length - 1) return null;
  const start = along(drawing, at) + RING;
  const room = along(drawing, at + 1) - OUTLINE - start;
  return { start, length: Math.max(SHORTEST, room * Math.min(1, share)) };
}

export type Word = { index: number; x: number; anchor: "start" | "middle" | "end"; row: 0 | 1 };

const CHARACTER = 6.6;
const WORD_GAP = 8;

/**
 * Places words at their stops on one line, pushing a word right where it would touch the one before it; a
 * word that then leaves the drawing goes to a second line.
 */
export function placeWords(drawing: Drawing, words: readonly { index: number; text: string }[]): Word[] {
  let end = Number.NEGATIVE_INFINITY;
  return words.map(({ index, text }) => {
    const width = widthOf(text);
    const stop = drawing.xs[index] ?? 0;
    const wanted = Math.min(Math.max(0, stop - width / 2), drawing.width - width);
    const left = Math.max(wanted, end + WORD_GAP);
    const fits = left + width <= drawing.width;
    if (fits) end = left + width;
    if (left === wanted && left > 0 && left + width < drawing.width) return { index, x: stop, anchor: "middle", row: 0 };
    if (!fits || left + width >= drawing.width) return { index, x: drawing.width, anchor: "end", row: fits ? 0 : 1 };
    return { index, x: left, anchor: "start", row: 0 };
  });
}

function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > "\u2e80" ? 12 : CHARACTER), 0);
}
