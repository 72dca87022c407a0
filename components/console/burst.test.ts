import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Burst } from "./burst.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("tells the first at once and the rest of a burst together", () => {
  const told: number[][] = [];
  const burst = new Burst<number>(1000, (all) => told.push([...all]));
  for (let number = 1; number <= 500; number++) {
    burst.add(number);
    vi.advanceTimersByTime(2);
  }
  vi.advanceTimersByTime(2000);
  expect(told.length).toBeLessThanOrEqual(3);
  expect(told.flat()).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  burst.add(501);
  expect(told.at(-1)).toEqual([501]);
});

it("tells nothing once stopped", () => {
  const told: number[][] = [];
  const burst = new Burst<number>(1000, (all) => told.push([...all]));
  burst.add(1);
  burst.add(2);
  burst.stop();
  vi.advanceTimersByTime(5000);
  expect(told).toEqual([[1]]);
});
