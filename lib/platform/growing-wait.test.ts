import { expect, it } from "vitest";
import { GrowingWait } from "./growing-wait.ts";

it("grows with every failure up to the longest, and is forgotten after a quiet hour", () => {
  const waits = new GrowingWait({ free: 3, first: 60, longest: 300 });
  let now = 0;
  const seconds = [];
  for (let failure = 0; failure < 8; failure += 1) {
    waits.count("key", now);
    seconds.push(waits.secondsLeft("key", now));
    now += waits.secondsLeft("key", now) * 1000;
  }
  expect(seconds).toEqual([0, 0, 60, 120, 240, 300, 300, 300]);
  expect(waits.secondsLeft("another", now)).toBe(0);
  waits.count("key", now + 3600 * 1000);
  expect(waits.secondsLeft("key", now + 3600 * 1000)).toBe(0);
});

it("takes back what was good, and no more", () => {
  const waits = new GrowingWait({ free: 2, first: 60, longest: 300 });
  waits.count("key", 0);
  waits.count("key", 0);
  waits.takeBack("key");
  expect(waits.secondsLeft("key", 0)).toBe(0);
  waits.count("key", 0);
  expect(waits.secondsLeft("key", 0)).toBe(60);
});

it("forgets those that failed longest ago when there are very many", () => {
  const waits = new GrowingWait({ free: 1, first: 60, longest: 60 });
  for (let key = 0; key <= 50_000; key += 1) waits.count(`${key}`, 0);
  expect([waits.secondsLeft("0", 0), waits.secondsLeft("1", 0)]).toEqual([0, 60]);
});
