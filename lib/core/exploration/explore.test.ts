import { describe, expect, test } from "vitest";
import { explore } from "./explore.ts";
import { KINDS, type Kind } from "./invariants.ts";
import { Model } from "./model.ts";
import type { Scene } from "./scene.ts";
import { SCENES, type SceneName } from "./scenes.ts";

/** Worlds that differ, and steps to the farthest. Any change of the rules or of the model shows here. */
const SIZES: Record<SceneName, [worlds: number, depth: number]> = {
  entry: [206_530, 27],
  cutover: [88_310, 21],
  repair: [5_637, 23],
  exit: [177_122, 24],
  retreat: [56_140, 25],
  call: [49_346, 25],
  vacant: [9_225, 17],
  crash: [254_348, 27],
  silence: [47_809, 22],
  fence: [331_883, 27],
  restart: [127_778, 23],
  joining: [75_551, 23],
  pause: [75_184, 26],
};

const kindsOf = (scene: Scene): readonly Kind[] => (scene.ordered ? KINDS : ["lost", "apart"]);
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

test("an exploration that is cut short says so", () => {
  expect(explore(new Model(SCENES.entry), ["lost"], 1000)).toMatchObject({ complete: false, story: null });
});
