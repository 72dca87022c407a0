import { describe, expect, test } from "vitest";
import { ABLATIONS, type Ablation, POLICY } from "./ablations.ts";
import { explore } from "./explore.ts";
import type { Kind } from "./invariants.ts";
import { Model } from "./model.ts";
import { SCENES } from "./scenes.ts";

const PATIENCE = 240_000;
/** What only keeps reads from going back in time. */
const ORDER = ["drained", "pause-writes"];

const left = ({ without, scene }: Ablation, kinds: readonly Kind[]) => explore(new Model(SCENES[scene], without), kinds);

describe("left out, this loses an acknowledged write", () => {
  for (const ablation of ABLATIONS.filter(({ name }) => !POLICY.includes(name) && !ORDER.includes(name))) {
    test(
      ablation.name,
      () => {
        const { story } = left(ablation, ["lost"]);
        expect(story?.at(-1)).toMatch(
          /reads at \w+: the (old|new) store returns .*\. What was acknowledged after it is missing\.$/,
        );
      },
      PATIENCE,
    );
  }
});

describe("left out, this lets reads go back in time, and loses nothing", () => {
  for (const ablation of ABLATIONS.filter(({ name }) => ORDER.includes(name))) {
    test(
      ablation.name,
      () => {
        expect(left(ablation, ["back"]).story?.at(-1)).toMatch(/older than what was read before\.$/);
        expect(left(ablation, ["lost", "apart"])).toMatchObject({ complete: true, story: null });
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
        expect(left(ablation, ["lost"])).toMatchObject({ complete: true, story: null });
      },
      PATIENCE,
    );
  }
});
