import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Figure } from "./figure.ts";
import { isBusy, type Machine } from "./machine.ts";
import { NOTES } from "./notes.ts";
import { SCALE_NAMES } from "./rows/scale.ts";
import { PEERS, ROWS } from "./rows.ts";
import { SCALE_ROWS } from "./scale/rows.ts";

const FILE = "docs/benchmarks.md";

/** Sections that a run did not measure keep the text of the run that did. */
type Section = { heading: string; names: readonly string[]; text: (figures: readonly Figure[], machine: Machine) => string };

const SECTIONS: readonly Section[] = [
  { heading: "What is promised", names: ROWS.map(({ name }) => name), text: promised },
  { heading: "Beside others", names: [PEERS.name], text: besideOthers },
  { heading: "In a large installation", names: SCALE_NAMES, text: large },
];

/** Writes docs/benchmarks.md out of what was measured, and answers it. Throws when a section was measured in part. */
export function writeDocument(measured: ReadonlyMap<string, readonly Figure[]>, machine: Machine, file = FILE): string {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const sections = SECTIONS.map(({ heading, names, text }) => {
    const missing = names.filter((name) => !measured.get(name)?.length);
    if (missing.length === names.length) return sectionOf(before, heading);
    if (missing.length > 0) throw new Error(`“${heading}” is written whole or not at all; ${missing.join(", ")} is missing.`);
    return `## ${heading}\n\n${text(
      names.flatMap((name) => measured.get(name) ?? []),
      machine,
    )}`;
  });
  const text = `${[INTRODUCTION, ...sections.filter(Boolean), METHOD].join("\n\n")}\n`;
  writeFileSync(file, text);
  return text;
}

const INTRODUCTION = `# How fast is it, and beside what?

Written by \`npm run bench -- --write\`, never by hand. \`npm run bench\` measures everything again on your machine, \`npm run bench single-evaluation\` one row, \`npm run bench peers\` the others. A line of JSON is printed for each figure.`;

const LARGE =
  "1,000 modules with three switches in each of three environments, 10,000 instances of which a tenth lags, 30 days of measurements and five million audit events; `npm run bench scale` fills such a database first, as [testing](testing.md) says. Where a build could not do it at all, what it answered stands in place of its figure.";

const METHOD = `## How it is measured

Absolute times on a shared machine mean little, so every figure has a baseline measured in the same run, by turns. What is measured runs in a process of its own on the first core, whatever loads it on the second. Rates are per second of the measured process's processor time: what one core gives when nothing else wants it, however slow the load generator is. Latencies are by the clock and suffer from whatever else runs. Ours runs from its TypeScript sources, as \`npm start\` runs it.

Pages have budgets instead of times, asserted by [\`e2e/budgets.spec.ts\`](../e2e/budgets.spec.ts).`;

function promised(figures: readonly Figure[], machine: Machine): string {
  const abouts = ROWS.map(({ name, about }) => `- \`${name}\`: ${about}`).join("\n");
  return [provenance(machine), table(figures), ...misses(figures), ...seenBesides(figures), abouts].join("\n\n");
}

function besideOthers(figures: readonly Figure[], machine: Machine): string {
  return [provenance(machine), `${PEERS.about} ${versions()}`, table(figures), ...seenBesides(figures)].join("\n\n");
}

function large(figures: readonly Figure[], machine: Machine): string {
  const abouts = SCALE_ROWS.map(({ name, about }) => `- \`scale/${name}\`: ${about}`).join("\n");
  const baseline = machine.base ? `The baseline is ${machine.base}, with the same data, by turns.` : "";
  return [
    provenance(machine),
    `${LARGE} ${baseline}`.trim(),
    table(figures),
    ...misses(figures),
    ...seenBesides(figures),
    abouts,
  ].join("\n\n");
}

function versions(): string {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(readFileSync("bench/peers/package.json", "utf8"));
  return `Versions: ${Object.entries(dependencies)
    .map((each) => each.join(" "))
    .join(", ")}.`;
}

function misses(figures: readonly Figure[]): string[] {
  const missed = figures.filter(({ holds }) => holds === false);
  if (missed.length === 0) return [];
  const why = missed.map(({ bench }) => `- \`${bench}\`: ${NOTES[bench] ?? "not explained yet."}`);
  return [`Why ${missed.length === 1 ? "one does" : "some do"} not hold:`, why.join("\n")];
}

function seenBesides(figures: readonly Figure[]): string[] {
  const noted = figures.flatMap(({ bench, note }) => (note ? [`- \`${bench}\`: ${note}.`] : []));
  return noted.length === 0 ? [] : ["Seen besides:", noted.join("\n")];
}

function provenance(machine: Machine): string {
  const { date, commit, cores, model, memoryGb, system, node, load } = machine;
  const busy = isBusy(machine) ? " **The machine was busy, so these figures are worth little.**" : "";
  return `${date}, ${commit}: ${cores} cores of ${model}, ${memoryGb} GB, ${system}, Node ${node}; load ${load.toFixed(1)} before the start.${busy}`;
}

function table(figures: readonly Figure[]): string {
  const lines = figures.map(
    ({ bench, value, unit, baseline, ratio, goal, holds }) =>
      `| \`${bench}\` | ${said(value)} ${unit} | ${said(baseline)} | ${said(ratio)} | ${goal} | ${holds === null ? "–" : holds ? "yes" : "**no**"} |`,
  );
  return ["| | Measured | Baseline | Ratio | Goal | Holds |", "| --- | --- | --- | --- | --- | --- |", ...lines].join("\n");
}

function said(value: number | string | null): string {
  if (typeof value !== "number") return value ?? "–";
  return value.toLocaleString("en", { maximumSignificantDigits: value >= 100 ? 4 : 3 });
}

function sectionOf(document: string, heading: string): string {
  return new RegExp(`(?<=\n)## ${heading}\n.*?(?=\n\n## )`, "s").exec(document)?.[0].trimEnd() ?? "";
}
