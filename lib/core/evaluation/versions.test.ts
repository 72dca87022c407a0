import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { versionOrderCases } from "../vectors/cases.ts";
import { compareVersions, readVersion } from "./versions.ts";

const compare = (a: string, b: string) => compareVersions(a, b) ?? Number.NaN;

describe("the order of versions", () => {
  test.each(versionOrderCases)("is that of $tool", ({ ascending }) => {
    const placed = ascending.flatMap((group, place) => group.map((version) => ({ version, place })));
    for (const a of placed) {
      for (const b of placed) {
        expect(Math.sign(compare(a.version, b.version)), `${a.version} and ${b.version}`).toBe(Math.sign(a.place - b.place));
      }
    }
  });

  const part = fc.oneof(fc.nat(3).map(String), fc.constantFrom("01", "20261130", "12345678901234567", "12345678901234568"));
  const numbers = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("."));
  const identifiers = fc.array(fc.oneof(part, fc.constantFrom("alpha", "beta", "rc", "RC", "x-1")), {
    minLength: 1,
    maxLength: 3,
  });
  const suffix = fc.oneof(
    fc.constantFrom("", ".Final", ".GA", "~rc1", " beta 2", ".Beta10", "rc1", ".dev3", ".SP1", ".post2", "_7", " build 3"),
    identifiers.map((some) => `-${some.join(".")}`),
  );
  const build = fc.constantFrom("", "", "+b.7", " (12)", "(13.1)", " (a1b2)");
  const version = fc.tuple(fc.constantFrom("", "v", "V"), numbers, suffix, build).map((parts) => parts.join(""));

  test("is total", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compare(a, a)).toBe(0);
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ["6.2.0", "6.2.0 (1)"],
    ["6.2.0 (9)", "6.2.0 (10)"],
    ["6.2.0 (10)", "6.2.0_1"],
    ["6.2.0_1", "6.2.0_2 (3)"],
    ["6.2.0_10", "6.2.0.1"],
    ["6.2.0-beta (12)", "6.2.0"],
    ["6.2.0.1-beta", "6.2.0.1"],
    ["6.2.0.dev9", "6.2.0-0"],
    ["8u9", "8u292"],
    ["2026-09-30", "2026-11-02"],
  ])("%s is earlier than %s", (earlier, later) => {
    expect(compare(earlier, later)).toBeLessThan(0);
    expect(compare(later, earlier)).toBeGreaterThan(0);
  });
});

describe("what is no version", () => {
  test.each([
    "",
    "latest",
    "v",
    ".1",
    "1.",
    "1..2",
    "5.x",
    "6.1.0-",
    "6.1.0-a..b",
    "6.1.0+",
    "6.1.0a",
    "6.1.0.Final2",
    "6.1.0 ()",
    "6.1.0 (1",
    "<6.2.0",
    "^6.2.0",
    "6.2.0 - 6.3.0",
    "1:6.2.0",
    "６.1.0",
    "6.1.0\n6.2.0",
    "1.0.constructor",
  ])("“%s”", (text) => {
    expect(readVersion(text)).toBeNull();
    expect(compareVersions(text, "1.0.0")).toBeNull();
    expect(compareVersions("1.0.0", text)).toBeNull();
  });

  test("any text is answered", () => {
    const like = fc.string({ unit: fc.constantFrom(..."0123.-_+~ ()vVabrcRC") });
    fc.assert(
      fc.property(fc.oneof(fc.string(), like), (text) => {
        const answer = compareVersions(text, "1.0.0");
        expect(answer === null || Number.isFinite(answer)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ["digits", "1".repeat(10_240)],
    ["parts", "1.".repeat(5120)],
    ["identifiers", `1-${"a.".repeat(5119)}`],
    ["spaces", " ".repeat(10_240)],
    ["the longest that is looked at", `1.0.0-${"a-".repeat(124)}!`],
    ["numbers and words", `${"1.".repeat(60)}0${"-a".repeat(60)}(`],
  ])("ten kilobytes of %s cost next to nothing", (_, text) => {
    const began = process.cpuUsage();
    for (let i = 0; i < 1000; i += 1) expect(readVersion(text)).toBeNull();
    const { user, system } = process.cpuUsage(began);
    expect(user + system).toBeLessThan(1_000_000);
  });
});
