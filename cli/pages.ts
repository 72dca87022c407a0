import type { Connection } from "./connection.ts";

type Page<T> = { items: T[]; nextCursor?: string | null };

/** Every item of a list, page by page. */
export async function everyItem<T>(
  console: Connection,
  path: string,
  query: Record<string, string>,
  patienceMs?: number,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const asked = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) });
    const page: Page<T> = await console.get(`${path}?${asked}`, patienceMs);
    found.push(...page.items);
    cursor = page.nextCursor ?? null;
  } while (cursor !== null);
  return found;
}
