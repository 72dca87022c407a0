import { describe, expect, test } from "vitest";
import { barrier } from "../stages/rules/barrier.ts";
import { explore } from "./explore.ts";
import { kindsOf } from "./invariants.ts";
import { Model } from "./model.ts";
import { SCENES, type SceneName } from "./scenes.ts";
import { SIZES } from "./sizes.ts";

const PATIENCE = 240_000;

describe("in every world that can be reached, every acknowledged write can be read", () => {
  for (const [name, [worlds, depth]] of Object.entries(SIZES) as [SceneName, [number, number]][]) {
    const scene = SCENES[name];
    test(
      `${name}: ${scene.about}; ${worlds} worlds, ${depth} steps deep`,
      () => {
        expect(explore(new Model(scene), kindsOf(scene))).toEqual({ worlds, depth, complete: true, story: null });
      },
      PATIENCE,
    );
  }
});

test("stages that do not go together are seen as soon as they are acted on", () => {
  const { story } = explore(new Model(SCENES.exit, { rules: [barrier] }), ["apart"]);
  expect(story?.at(-1)).toBe("orders-1 acts at complete while orders-2 acts at shadow.");
});

test("an exploration that is cut short says so", () => {
  expect(explore(new Model(SCENES.entry), ["lost"], 1000)).toMatchObject({ complete: false, story: null });
});
