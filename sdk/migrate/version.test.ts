import fc from "fast-check";
import { expect, test } from "vitest";
import { isNewer, type WriteVersion } from "../index.ts";

const version: fc.Arbitrary<WriteVersion> = fc.record({
  counter: fc.integer({ min: 0, max: 5 }),
  writer: fc.constantFrom("a", "b", "c"),
});

test("versions are totally ordered, by counter and then by writer", () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      const same = a.counter === b.counter && a.writer === b.writer;
      expect([isNewer(a, b), isNewer(b, a), same].filter(Boolean)).toHaveLength(1);
      if (isNewer(a, b) && isNewer(b, c)) expect(isNewer(a, c)).toBe(true);
      if (a.counter > b.counter) expect(isNewer(a, b)).toBe(true);
    }),
  );
  expect(isNewer({ counter: 0, writer: "a" }, null)).toBe(true);
});

test("two writers that reach a store in either order leave it the same", () => {
  fc.assert(
    fc.property(fc.uniqueArray(version, { selector: ({ counter, writer }) => `${counter}${writer}`, minLength: 1 }), (writes) => {
      const after = (order: readonly WriteVersion[]) =>
        order.reduce<WriteVersion | null>((held, write) => (isNewer(write, held) ? write : held), null);
      expect(after(writes)).toEqual(after(writes.toReversed()));
    }),
  );
});
