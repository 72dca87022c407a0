import { vi } from "vitest";

/** What comes of work that waits for what never comes: the seconds it gives that pass at once. */
export async function passing<T>(work: Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldClearNativeTimers: true });
  let over = false;
  const end = work.finally(() => {
    over = true;
  });
  try {
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(100);
    }
    return await end;
  } finally {
    vi.useRealTimers();
  }
}
