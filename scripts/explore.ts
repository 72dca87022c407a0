import { readFileSync, writeFileSync } from "node:fs";
import { ABLATIONS, ablate, POLICY } from "../lib/core/exploration/ablations.ts";
import { explore } from "../lib/core/exploration/explore.ts";
import { kindsOf } from "../lib/core/exploration/invariants.ts";
import { LARGE } from "../lib/core/exploration/large.ts";
import { Model } from "../lib/core/exploration/model.ts";
import { walk } from "../lib/core/exploration/random.ts";
import type { Scene } from "../lib/core/exploration/scene.ts";
import { SCENES } from "../lib/core/exploration/scenes.ts";
import { sizesTable } from "../lib/core/exploration/sizes.ts";
import { numbered, withStories } from "../lib/core/exploration/story.ts";

/**
 * Explores the rules of moves and prints what it finds: `node --import tsx scripts/explore.ts [--long] [--differences] [--write]`.
 * `--long` allows one more write in every scene and takes a hundred times as many walks: give it memory and an hour.
 * `--differences` also compares every judgement of a move with that of somebody who sees the whole world.
 * `--write` puts the stories into docs/why-moves-are-safe.md. Exit 1 when something is lost that should not be.
 */

const PAGE = "docs/why-moves-are-safe.md";
const WALK_STEPS = 120;
const long = process.argv.includes("--long");
const differences = process.argv.includes("--differences") ? (["misjudged"] as const) : [];
let losses = 0;

function report(scene: Scene, words: string, story: string[] | null): void {
  console.log(`${scene.name}: ${words}`);
  if (!story) return;
  losses += 1;
  console.log(numbered(story));
}

for (const small of Object.values(SCENES)) {
  const scene: Scene = long ? { ...small, writes: small.writes + 1 } : small;
  const { worlds, depth, story } = explore(new Model(scene), [...kindsOf(scene), ...differences]);
  report(scene, `${worlds.toLocaleString("en")} worlds, ${depth} steps deep`, story);
}

for (const scene of LARGE) {
  const model = new Model(scene);
  const walks = long ? 3000 : 30;
  let story: string[] | null = null;
  for (let seed = 1; seed <= walks && !story; seed += 1) story = walk(model, kindsOf(scene), seed, WALK_STEPS).story;
  report(scene, `${walks} walks of ${WALK_STEPS} steps`, story);
}

const stories: Record<string, string> = { sizes: sizesTable() };
for (const ablation of ABLATIONS) {
  const { story, worlds } = ablate(ablation);
  console.log(`\nwithout ${ablation.name}: ${story ? "" : `nothing is lost in ${worlds.toLocaleString("en")} worlds`}`);
  if (story) console.log(numbered(story));
  if (story) stories[ablation.name] = numbered(story);
  if (POLICY.includes(ablation.name) !== (story === null)) losses += 1;
}

if (process.argv.includes("--write")) writeFileSync(PAGE, withStories(readFileSync(PAGE, "utf8"), stories));
process.exitCode = losses === 0 ? 0 : 1;
