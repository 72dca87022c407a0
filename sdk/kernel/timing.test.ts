import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { atMost, later } from "./timing.ts";

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([2 ** 31, 100 * DAY_MS, 2 ** 33])("a wait of %i ms takes as long", async (ms) => {
  const over = vi.fn();
  void atMost(ms, new Promise(() => undefined)).then(over);
  await vi.advanceTimersByTimeAsync(ms - 1);
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalledWith(undefined);
});

test("a wait without end ends with what it waits for, and leaves no timer", async () => {
  const never = atMost(Number.POSITIVE_INFINITY, new Promise((resolve) => setTimeout(resolve, 100 * DAY_MS, "done")));
  await vi.advanceTimersByTimeAsync(100 * DAY_MS);
  expect(await never).toBe("done");
  expect(vi.getTimerCount()).toBe(0);
});

test.each([2 ** 31, Number.POSITIVE_INFINITY])("what is to happen after %d ms does not happen at once", async (ms) => {
  const happened = vi.fn();
  later(ms, happened);
  await vi.advanceTimersByTimeAsync(20 * DAY_MS);
  expect(happened).not.toHaveBeenCalled();
});
