/** Of a long list only what is in sight is drawn; what lies between and around keeps its room. Heights in pixels. */
export type Piece = { is: "gap"; height: number; after: number } | { is: "item"; index: number };

export type Range = { top: number; bottom: number };

/**
 * What to draw of items with these heights while these ranges of the list are wanted. Those kept are drawn wherever they
 * are: what has the focus must not go.
 */
export function piecesOf(heights: readonly number[], wanted: readonly Range[], isKept: (index: number) => boolean): Piece[] {
  const pieces: Piece[] = [];
  let y = 0;
  for (const [index, height] of heights.entries()) {
    const last = pieces.at(-1);
    if (wanted.some(({ top, bottom }) => y + height > top && y < bottom) || isKept(index)) pieces.push({ is: "item", index });
    else if (last?.is === "gap") last.height += height;
    else pieces.push({ is: "gap", height, after: index });
    y += height;
  }
  return pieces;
}
