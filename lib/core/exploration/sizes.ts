import { SCENES, type SceneName } from "./scenes.ts";

/** Worlds that differ, and steps to the farthest. Any change of the rules or of the model shows here. */
export const SIZES: Record<SceneName, [worlds: number, depth: number]> = {
  entry: [85_023, 27],
  cutover: [37_882, 21],
  repair: [6_236, 23],
  exit: [66_792, 24],
  retreat: [21_885, 24],
  call: [21_037, 25],
  vacant: [4_205, 17],
  crash: [145_197, 28],
  silence: [19_663, 20],
  fence: [29_352, 26],
  restart: [132_859, 25],
  joining: [36_070, 20],
  namesake: [32_105, 22],
  late: [57_878, 25],
  deadline: [29_158, 26],
  restore: [86_872, 26],
  lineage: [64_175, 20],
  pins: [76_856, 18],
  pause: [43_722, 27],
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
