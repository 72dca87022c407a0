import { describe, expect, test } from "vitest";
import { secondaryWrites } from "../stages/rules/secondary-writes.ts";
import { kindsOf } from "./invariants.ts";
import { LARGE } from "./large.ts";
import { Model } from "./model.ts";
import { walk } from "./random.ts";
import type { Scene } from "./scene.ts";

const PATIENCE = 240_000;
const [, middle] = LARGE as [Scene, Scene];
const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("walks at random lose nothing", () => {
  for (const scene of LARGE) {
    test(
      scene.name,
      () => {
        const model = new Model(scene);
        for (const seed of seeds(30)) expect(walk(model, kindsOf(scene), seed, 120)).toEqual({ steps: 120, story: null });
      },
      PATIENCE,
    );
  }
});

describe("a violation", () => {
  const weak = () => new Model(middle, { rules: [secondaryWrites] });
  const found = () =>
    seeds(150)
      .map((seed) => walk(weak(), ["lost"], seed, 120))
      .find(({ story }) => story);

  test(
    "is found, cut down to what it takes, and found again by the same seed",
    () => {
      const story = found()?.story;
      expect(story?.length).toBeLessThanOrEqual(8);
      expect(story?.join("\n")).toMatch(/fails to take/);
      expect(story?.at(-1)).toMatch(/What was acknowledged after it is missing\.$/);
      expect(found()?.story).toEqual(story);
    },
    PATIENCE,
  );
});
