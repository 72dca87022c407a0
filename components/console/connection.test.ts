import { describe, expect, it } from "vitest";
import { connectionState } from "./connection.ts";

const NOW = 1_000_000;
const heard = (stream: number, answer = 0, online = true) => ({ stream: NOW - stream, answer: NOW - answer, online });

describe("the connection indicator", () => {
  it.each([
    [heard(0), "current"],
    [heard(9_999), "current"],
    [heard(10_000, 0), "delayed"],
    [heard(600_000, 59_999), "delayed"],
    [heard(60_000, 60_000), "stale"],
    [heard(0, 0, false), "offline"],
  ])("tells the age of the last message: %o", (given, state) => {
    expect(connectionState(given, NOW)).toBe(state);
  });
});
