import { readFileSync, writeFileSync } from "node:fs";
import { randomFrom } from "../../lib/core/guardrails/testing.ts";
import { DAY, detection, drawn, errors, falseAlarms, latencies, type Source, WEEK } from "./simulate.ts";
import { guardrail, latencyGuardrail, latencyTextbook, latencyThreshold, textbook, threshold, type Watcher } from "./watchers.ts";

/**
 * Writes the tables of docs/guardrails.md: `node --import tsx bench/guardrails/main.ts`. The seed makes them the same
 * everywhere.
 */

const FILE = "docs/guardrails.md";
const SEED = 20_261_201;
const random = randomFrom(SEED);
const PER_SECOND = [1, 10, 100, 1000];
const TOLERANCE = 0.000_5;
const SLOWER = [
  { times: 1.2, factor: 1 },
  { times: 2, factor: 1.09 },
];
const BASE = 0.002;

type Watchers<Sample> = Record<string, () => Watcher<Sample>>;

const percent = (part: number) => `${Number((part * 100).toFixed(1))} %`;

function alarmTable(): string {
  const rows: string[][] = [];
  const row = <Sample>(what: string, runs: number, source: Source<Sample>, watchers: Watchers<Sample>) => {
    const parts = Object.values(watchers).map((watcher) => percent(falseAlarms(runs, WEEK, source, watcher)));
    rows.push([what, String(runs), ...parts]);
    process.stderr.write(`${rows.at(-1)?.join(" | ")}\n`);
  };
  const limit = { against: "old", tolerance: TOLERANCE } as const;
  for (const perSecond of PER_SECOND)
    row(`errors, ${perSecond}/s`, 200, errors(random, perSecond, { old: BASE, new: BASE + TOLERANCE, faulty: 0 }), {
      "5 %": () => guardrail(limit, 0.05),
      "1 %": () => guardrail(limit, 0.01),
      "threshold, five minutes": () => threshold(TOLERANCE),
      "textbook, 5 %": () => textbook(TOLERANCE, 0.05),
    });
  const latency = { quantile: 0.95, against: "old", factor: 1 } as const;
  // Every latency of a week is drawn, which takes long.
  row("p95, 2/s", 50, latencies(random, 2, 1), {
    "5 %": () => latencyGuardrail(latency, 0.05, drawn(random, 1000, 0.1)),
    "1 %": () => latencyGuardrail(latency, 0.01, drawn(random, 1000, 0.1)),
    "threshold, five minutes": () => latencyThreshold(0.95, 1),
    "textbook, 5 %": () => latencyTextbook(0.95, 1, 0.05),
  });
  return table(
    ["Traffic", "Runs", "Guardrail, α 5 %", "Guardrail, α 1 %", "Threshold, five minutes", "Textbook test, 5 %"],
    rows,
  );
}

function detectionTable(): string {
  const rows: string[][] = [];
  const row = <Sample>(what: string, runs: number, source: Source<Sample>, watchers: Watchers<Sample>) => {
    const cells = Object.values(watchers).map((watcher) => spread(detection(runs, DAY, source, watcher), runs));
    rows.push([what, ...cells]);
    process.stderr.write(`${rows.at(-1)?.join(" | ")}\n`);
  };
  const limit = { against: "old", tolerance: TOLERANCE } as const;
  for (const points of [0.001, 0.01, 0.05])
    for (const perSecond of PER_SECOND)
      row(
        `+${points * 100} points, ${perSecond}/s`,
        40,
        errors(random, perSecond, { old: BASE, new: BASE, faulty: BASE + points }),
        {
          guardrail: () => guardrail(limit, 0.01),
          threshold: () => threshold(TOLERANCE),
          textbook: () => textbook(TOLERANCE, 0.01),
        },
      );
  const slow = randomFrom(SEED + 1);
  for (const { times, factor } of SLOWER)
    for (const perSecond of PER_SECOND) {
      const latency = { quantile: 0.95, against: "old", factor } as const;
      row(`p95 ×${times}, limit ×${factor}, ${perSecond}/s`, perSecond === 1000 ? 10 : 20, latencies(slow, perSecond, times), {
        guardrail: () => latencyGuardrail(latency, 0.01, drawn(slow, 1000, 0.1)),
        threshold: () => latencyThreshold(0.95, factor),
        textbook: () => latencyTextbook(0.95, factor, 0.01),
      });
    }
  return table(["Fault", "Guardrail, α 1 %", "Threshold, five minutes", "Textbook test, 1 %"], rows);
}

/** Median and ninth decile; and how many had cried before. */
function spread(times: readonly number[], runs: number): string {
  const early = runs - times.length;
  const cried = early > 0 ? `${percent(early / runs)} before` : "";
  if (times.length < runs / 4) return cried;
  const at = (part: number) => duration(times[Math.min(times.length - 1, Math.floor(times.length * part))] as number);
  return [`${at(0.5)}, ${at(0.9)}`, cried].filter(Boolean).join("; ");
}

function duration(seconds: number): string {
  if (seconds === Number.POSITIVE_INFINITY) return "not within a day";
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

function table(head: readonly string[], rows: readonly string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Puts a table between its marks in the document. */
function put(text: string, mark: string, content: string): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`${FILE} has no place for ${mark}.`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

const alarms = alarmTable();
const found = detectionTable();
writeFileSync(FILE, put(put(readFileSync(FILE, "utf8"), "false alarms", alarms), "detection", found));
