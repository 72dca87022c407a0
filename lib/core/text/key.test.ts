import fc from "fast-check";
import { expect, it } from "vitest";
import { isKey, keyFrom, LONGEST_KEY } from "./key.ts";

it.each([
  ["Order service", "order-service"],
  ["  Zahlungsverkehr für Österreich ", "zahlungsverkehr-fur-osterreich"],
  ["orders (v2)", "orders-v2"],
  ["订单", ""],
  ["---", ""],
])("%j suggests %j", (name, key) => {
  expect(keyFrom(name)).toBe(key);
});

it("suggests a key that may be used, or none, and leaves keys as they are", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."abZ09-_ é订İﬁ"), maxLength: 80 }), (name) => {
      const key = keyFrom(name);
      expect(key === "" || isKey(key)).toBe(true);
      expect(keyFrom(key)).toBe(key);
    }),
  );
  expect(isKey("a".repeat(LONGEST_KEY + 1))).toBe(false);
});
