import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ABLATIONS, type Ablation, ablate, kindOf, ORDER, PARTED, POLICY } from "./ablations.ts";
import { type Exploration, explore } from "./explore.ts";
import { Model } from "./model.ts";
import { SCENES } from "./scenes.ts";
import { sizesTable } from "./sizes.ts";
import { numbered, storiesIn, withStories } from "./story.ts";

const PATIENCE = 240_000;
const found = new Map<string, Exploration>();

function leaveOut(ablation: Ablation): Exploration {
  const result = found.get(ablation.name) ?? ablate(ablation);
  found.set(ablation.name, result);
  return result;
}

describe("left out, this loses an acknowledged write", () => {
  for (const ablation of ABLATIONS.filter(({ name }) => !POLICY.includes(name) && kindOf(name) === "lost")) {
    test(
      ablation.name,
      () => {
        const { story } = leaveOut(ablation);
        expect(story?.at(-1)).toMatch(
          /reads at \w+: the (old|new) store returns .*\. What was acknowledged after it is missing\.$/,
        );
      },
      PATIENCE,
    );
  }
});

describe("left out, this lets reads go back in time or leaves the stores different, and loses nothing", () => {
  for (const ablation of ABLATIONS.filter(({ name }) => [...ORDER, ...PARTED].includes(name))) {
    test(
      ablation.name,
      () => {
        const words = kindOf(ablation.name) === "back" ? /older than what was read before\.$/ : /They stay different\.$/;
        expect(leaveOut(ablation).story?.at(-1)).toMatch(words);
        const { complete, story } = explore(new Model(SCENES[ablation.scene], ablation.without), ["lost", "apart"]);
        expect({ complete, story }).toEqual({ complete: true, story: null });
      },
      PATIENCE,
    );
  }
});

describe("left out alone, this loses nothing: it is policy, or another rule refuses the same", () => {
  for (const ablation of ABLATIONS.filter(({ name }) => POLICY.includes(name))) {
    test(
      ablation.name,
      () => {
        expect(leaveOut(ablation)).toMatchObject({ complete: true, story: null });
      },
      PATIENCE,
    );
  }
});

test(
  "the page tells every one of these stories as the program does",
  () => {
    const page = readFileSync("docs/why-moves-are-safe.md", "utf8");
    const losing = ABLATIONS.filter(({ name }) => !POLICY.includes(name));
    expect(storiesIn(page).toSorted()).toEqual(["sizes", ...losing.map(({ name }) => name)].toSorted());
    const stories = Object.fromEntries(losing.map((ablation) => [ablation.name, numbered(leaveOut(ablation).story ?? [])]));
    expect(withStories(page, { ...stories, sizes: sizesTable() })).toBe(page);
  },
  PATIENCE,
);
