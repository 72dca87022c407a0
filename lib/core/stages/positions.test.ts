import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coexistenceCases, stageCases } from "../vectors/cases.ts";
import {
  AXES,
  coexist,
  firstPosition,
  forwardOf,
  indexOf,
  isAxis,
  isStage,
  parseSwitchKey,
  planOf,
  positionsOf,
  STAGES,
  switchKey,
} from "./positions.ts";

test.each(stageCases)("stage $id: $stage returns $returned", ({ stage, reads, returned, writes }) => {
  expect(planOf(stage)).toEqual({ reads, returned, writes });
});

test.each(coexistenceCases)("coexistence $id: $a and $b: $coexist", ({ a, b, coexist: expected }) => {
  expect(coexist(a, b)).toBe(expected);
});

describe("the cases and the stages", () => {
  test("cover each other", () => {
    expect(stageCases.map(({ stage }) => stage)).toEqual([...STAGES]);
    expect(new Set(coexistenceCases.map(({ a, b }) => `${a} ${b}`)).size).toBe(STAGES.length ** 2);
  });

  test("neighbours always coexist", () => {
    for (const stage of STAGES) {
      const next = STAGES[STAGES.indexOf(stage) + 1];
      if (next) expect(coexist(stage, next)).toBe(true);
    }
  });

  test("a stage returns from its authority, the first it writes", () => {
    for (const stage of STAGES) expect(planOf(stage).returned).toBe(planOf(stage).writes[0]);
  });
});

describe("positions", () => {
  test("go forward one by one from the first to the last", () => {
    for (const axis of AXES) {
      const walked = [firstPosition(axis)];
      for (let next = forwardOf(axis, firstPosition(axis)); next !== null; next = forwardOf(axis, next)) walked.push(next);
      expect(walked).toEqual(positionsOf(axis));
      expect(walked.map((position) => indexOf(axis, position))).toEqual(walked.map((_, index) => index));
    }
  });

  test("of another axis are unknown", () => {
    expect(indexOf("data", "new")).toBe(-1);
    expect(indexOf("route", "live")).toBe(-1);
  });

  test("names are checked", () => {
    expect(["route", "live", 7, null].map(isAxis)).toEqual([true, false, false, false]);
    expect(["live", "new", undefined].map(isStage)).toEqual([true, false, false]);
  });
});

describe("switch keys", () => {
  test("come apart into what they were made of", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...AXES), (module, axis) => {
        expect(parseSwitchKey(switchKey(module, axis))).toEqual({ module, axis });
      }),
    );
  });

  test.each(["orders", "orders.", ".data", "orders.side", ""])("%j is none", (key) => {
    expect(parseSwitchKey(key)).toBeNull();
  });
});
