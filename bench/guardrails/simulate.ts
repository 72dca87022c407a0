import { bad, latency } from "../../lib/core/guardrails/testing.ts";
import type { Block } from "../../lib/core/guardrails/trials.ts";
import { emptyHistogram, type Histogram, observe } from "../../lib/core/measurements/histogram.ts";
import type { Histograms, Watcher } from "./watchers.ts";

/** Traffic of both paths, half of it on each, in samples of ten seconds. */
export type Source<Sample> = (faulty: boolean) => Sample;

const SAMPLE_SECONDS = 10;
export const WEEK = (7 * 86_400) / SAMPLE_SECONDS;
export const DAY = 86_400 / SAMPLE_SECONDS;
/** Ten quiet minutes before the fault. */
const QUIET = 60;

/** Errors of so many requests a second: `rates.new` all the time, `rates.faulty` with the fault. */
export function errors(
  random: () => number,
  perSecond: number,
  rates: { old: number; new: number; faulty: number },
): Source<Block> {
  const count = (perSecond * SAMPLE_SECONDS) / 2;
  const side = (rate: number) => ({ count, bad: bad(random, count, rate) });
  return (faulty) => ({ old: side(rates.old), new: side(faulty ? rates.faulty : rates.new) });
}

/** Latencies around 100 ms, on the new path `times` as long with the fault. */
export function latencies(random: () => number, perSecond: number, times: number): Source<Histograms> {
  const count = (perSecond * SAMPLE_SECONDS) / 2;
  return (faulty) => ({ old: drawn(random, count, 0.1), new: drawn(random, count, faulty ? 0.1 * times : 0.1) });
}

export function drawn(random: () => number, count: number, median: number): Histogram {
  const histogram = emptyHistogram();
  for (let index = 0; index < count; index += 1) observe(histogram, latency(random, median));
  return histogram;
}

/** Which part of so many runs of so many looks raised an alarm although nothing was wrong. */
export function falseAlarms<Sample>(runs: number, looks: number, source: Source<Sample>, watcher: () => Watcher<Sample>): number {
  let alarms = 0;
  for (let run = 0; run < runs; run += 1) {
    const watch = watcher();
    for (let look = 0; look < looks; look += 1) {
      if (!watch(source(false))) continue;
      alarms += 1;
      break;
    }
  }
  return alarms / runs;
}

/** Seconds from a fault to its alarm, in order; Infinity where none came within `most` looks. An alarm before the fault is not counted. */
export function detection<Sample>(runs: number, most: number, source: Source<Sample>, watcher: () => Watcher<Sample>): number[] {
  const times = Array.from({ length: runs }, () => {
    const watch = watcher();
    for (let look = 0; look < QUIET; look += 1) if (watch(source(false))) return null;
    for (let look = 1; look <= most; look += 1) if (watch(source(true))) return look * SAMPLE_SECONDS;
    return Number.POSITIVE_INFINITY;
  });
  return times.filter((time) => time !== null).sort((a, b) => a - b);
}
