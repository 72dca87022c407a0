import { clipped, padded, plain, widthOf } from "./text.ts";

const GAP = "  ";
const NARROWEST = 8;

/**
 * Lines of aligned columns, the head first. What is wider than `width` is taken from the last column first, then from
 * the widest. Columns without a value in any row are left out.
 */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const used = head.map((_, column) => rows.some((row) => row[column] !== "")).map((used, column) => used || column === 0);
  const keep = (cells: readonly string[]) => cells.filter((_, column) => used[column]).map(plain);
  const lines = [head, ...rows].map(keep);
  const columns = lines[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ""))));
  shrink(widths, width - GAP.length * (columns - 1));
  return lines.map((line) =>
    line
      .map((cell, column) => padded(clipped(cell, widths[column] ?? 0), widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

function shrink(widths: number[], room: number): void {
  const total = () => widths.reduce((sum, width) => sum + width, 0);
  const last = widths.length - 1;
  const take = (column: number) => {
    widths[column] = Math.max(NARROWEST, (widths[column] ?? 0) - (total() - room));
  };
  if (total() > room) take(last);
  while (total() > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
