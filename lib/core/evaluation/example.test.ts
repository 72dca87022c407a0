import { expect, test } from "vitest";
import { exampleOf } from "./example.ts";

test.each(["6.1.0-", "v6.x", "6.1.0 (1234", "6.1.0_rc-2 ~3"])("“%s” may be shown", (value) => {
  expect(exampleOf(value)).toBe(value);
});

test.each([
  "",
  "latest",
  "somebody@example.org",
  "6.1.0\n",
  "6.1.0\u202e",
  "6f1c1b1e-0a52-4cf4-9c39-0d0f2b6f7a11",
  `6.${"1".repeat(40)}`,
  "<b>6</b>",
  6,
  null,
  { toString: () => "6.1.0" },
])("%j may not", (value) => {
  expect(exampleOf(value)).toBeNull();
});
