import { expect, test } from "vitest";
import { isStorableTime } from "./moment.ts";

test.each([
  ["1970-01-01T00:00:00Z", true],
  ["1970-01-01T00:00:00+14:00", false],
  ["2027-02-24T10:00:00+08:00", true],
  ["9998-12-31T23:59:59Z", true],
  ["9998-12-31T23:59:59-23:59", false],
  ["9999-12-31T23:59:59-23:59", false],
  ["0000-01-01T00:00:00Z", false],
])("%s: %s", (text, storable) => {
  expect(isStorableTime(text)).toBe(storable);
});
