import fc from "fast-check";
import murmurhash from "murmurhash";
import { describe, expect, test } from "vitest";
import { FULL_SHARE } from "../stages/state.ts";
import { bucketingCases } from "../vectors/cases.ts";
import { bucket, isWellFormed } from "./bucket.ts";
import { murmur3 } from "./murmur3.ts";

test.each(bucketingCases)("bucketing $id: $salt + $subject", ({ salt, subject, hash, bucket: place }) => {
  expect(murmur3(salt + subject) >>> 0).toBe(hash);
  expect(bucket(salt, subject)).toBe(place);
});

describe("murmur3", () => {
  const wellFormed = fc.string({ unit: "binary", maxLength: 400 });

  test("agrees with another implementation on any text", () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        expect(murmur3(text) >>> 0).toBe(murmurhash.v3(text, 0));
      }),
      { numRuns: 2000 },
    );
  });

  test("takes two texts for one", () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (text, rest) => {
        expect(murmur3(text, rest) >>> 0).toBe(murmurhash.v3(text + rest, 0));
      }),
    );
  });

  test("does not remember the text hashed before", () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (text, other) => {
        const alone = murmur3(text);
        murmur3(other);
        expect(murmur3(text)).toBe(alone);
      }),
    );
  });
});

describe("bucket", () => {
  test("lies in 0 … 99,999", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "binary" }), (salt, subject) => {
        const place = bucket(salt, subject);
        expect(Number.isInteger(place) && place >= 0 && place < FULL_SHARE).toBe(true);
      }),
    );
  });

  test("spreads subjects evenly", () => {
    const subjects = 200_000;
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < subjects; i += 1) {
      const tenth = Math.floor(bucket("salt", `user-${i}`) / 10_000);
      tenths[tenth] = (tenths[tenth] as number) + 1;
    }
    // Five standard deviations of a fair draw.
    const tolerance = 5 * Math.sqrt(subjects * 0.1 * 0.9);
    for (const count of tenths) expect(Math.abs(count - subjects / 10)).toBeLessThan(tolerance);
  });
});

test("isWellFormed agrees with the encoding round trip", () => {
  const units = fc.array(fc.constantFrom("\ud83d", "\ude00", "a", "用", "\ud800", "\udfff"), { maxLength: 8 });
  fc.assert(
    fc.property(units, (parts) => {
      const text = parts.join("");
      expect(isWellFormed(text)).toBe(new TextDecoder().decode(new TextEncoder().encode(text)) === text);
    }),
    { numRuns: 500 },
  );
});
