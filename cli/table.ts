import type { Output, Style } from "./output.ts";
import { clipped, padded, plain, squeezed, widthOf } from "./text.ts";

const GAP = "  ";
const NARROWEST = 10;

/** Prints a table as wide as the terminal; `styleOf` a row by its index. */
export function printTable(
  out: Output,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  styleOf: (row: number) => Style,
): void {
  const [first = "", ...lines] = tableLines(head, rows, out.width);
  out.print(first, "dim");
  for (const [index, line] of lines.entries()) out.print(line, styleOf(index));
}

/** Lines of aligned columns, the head first. Columns without a value in any row are left out, the widest give way first. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const used = head.map((_, column) => column === 0 || rows.some((row) => row[column] !== ""));
  const lines = [head, ...rows].map((cells) => cells.filter((_, column) => used[column]).map(plain));
  const last = (lines[0]?.length ?? 0) - 1;
  const widths = Array.from({ length: last + 1 }, (_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ""))));
  shrink(widths, width - GAP.length * last);
  const cut = (cell: string, column: number) => (column === last ? clipped : squeezed)(cell, widths[column] ?? 0);
  return lines.map((line) =>
    line
      .map((cell, column) => padded(cut(cell, column), widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

function shrink(widths: number[], room: number): void {
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  for (; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
