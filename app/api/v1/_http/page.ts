import { z } from "zod";
import { invalid } from "@/lib/platform/errors.ts";

export const pageQuerySchema = z.strictObject({
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional().describe("default: all"),
});

/** Cuts a page out of a list that is short enough to read whole. The cursor names the last item of the page before. */
export function paged<T>(
  items: readonly T[],
  query: z.infer<typeof pageQuerySchema>,
  nameOf: (item: T) => string,
): { items: T[]; nextCursor: string | null } {
  const start = query.cursor === undefined ? 0 : items.findIndex((item) => nameOf(item) === query.cursor) + 1;
  if (query.cursor !== undefined && start === 0) {
    throw invalid("cursor: names nothing in this list; it may be gone by now. Start from the first page.", [
      { path: "cursor", message: "use nextCursor as it came" },
    ]);
  }
  const page = items.slice(start, query.limit === undefined ? undefined : start + query.limit);
  const last = page.at(-1);
  return { items: page, nextCursor: last !== undefined && start + page.length < items.length ? nameOf(last) : null };
}
