import { expect, it } from "vitest";
import { parseShare, shareText } from "./share.ts";

it.each([
  ["10%", 10_000],
  ["10 %", 10_000],
  ["0.001%", 1],
  ["100%", 100_000],
  ["0%", 0],
  ["0", 0],
  ["12.345%", 12_345],
  ["10000", 10_000],
  ["100000", 100_000],
  ["101", 101],
])("%s is %d thousandths", (text, share) => {
  expect(parseShare(text)).toBe(share);
});

it.each(["10", "100", "1", "101%", "100001", "-5%", "0.0001%", "1e3", "10000.5", "ten", "", "%", "1,5%"])(
  "%s is no share, or could be two",
  (text) => {
    expect(parseShare(text)).toBeNull();
  },
);

it("reads what it writes", () => {
  for (const share of [0, 1, 50, 999, 12_345, 99_999, 100_000]) expect(parseShare(shareText(share))).toBe(share);
});
