import { SCENES, type SceneName } from "./scenes.ts";

/** Worlds that differ, and steps to the farthest. Any change of the rules or of the model shows here. */
export const SIZES: Record<SceneName, [worlds: number, depth: number]> = {
  entry: [206_530, 27],
  cutover: [88_310, 21],
  repair: [5_637, 23],
  exit: [177_122, 24],
  retreat: [56_140, 25],
  call: [49_346, 25],
  vacant: [9_225, 17],
  crash: [254_348, 27],
  silence: [47_809, 22],
  fence: [32_050, 24],
  restart: [127_778, 23],
  joining: [75_551, 23],
  pause: [75_184, 26],
};

/** The scenes as a table of Markdown, for the page. */
export function sizesTable(): string {
  const names = Object.keys(SIZES) as SceneName[];
  const rows = names.map(
    (name) => `| ${name} | ${SCENES[name].about} | ${SIZES[name][0].toLocaleString("en")} | ${SIZES[name][1]} |`,
  );
  const total = names.reduce((sum, name) => sum + SIZES[name][0], 0).toLocaleString("en");
  return [
    "| Scene | What it is about | Worlds | Steps deep |",
    "| --- | --- | ---: | ---: |",
    ...rows,
    `| | together | ${total} | |`,
  ].join("\n");
}
