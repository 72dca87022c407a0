import { isUnreachable } from "../lib/platform/db.ts";
import { log } from "../lib/platform/log.ts";

/**
 * Does one after the other until told to stop. What fails for a reason of its own is told of and does not keep the
 * others; when Postgres is away, nothing more is tried.
 */
export async function oneByOne<T>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<unknown>,
  failed: (item: T) => { message: string; about: Record<string, string> },
): Promise<void> {
  for (const item of items) {
    if (signal.aborted) return;
    try {
      await work(item);
    } catch (error) {
      if (isUnreachable(error)) throw error;
      const { message, about } = failed(item);
      log.error({ ...about, error: (error as Error).message }, message);
    }
  }
}
