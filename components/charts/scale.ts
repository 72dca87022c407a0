/** Axes: domains and ticks. Pure. */

export type Axis = { domain: [number, number]; ticks: number[] };

const LOG_STEPS = [1, 3];
const MAX_LOG_TICKS = 6;

/** A logarithmic axis around `values` on the ladder 1, 3, 10 …; `fallback` when there is nothing to show. */
export function logAxis(values: readonly number[], fallback: [number, number]): Axis {
  const positive = values.filter((value) => value > 0);
  const low = positive.length ? Math.min(...positive) : fallback[0];
  const high = positive.length ? Math.max(...positive) : fallback[1];
  const ladder = ladderBetween(Math.floor(Math.log10(low)) - 1, Math.ceil(Math.log10(high)) + 1);
  const first = ladder.findLastIndex((tick) => tick <= low * 1.0001);
  const last = ladder.findIndex((tick) => tick >= high * 0.9999 && tick > (ladder[first] as number));
  const ticks = ladder.slice(first, last + 1);
  const domain: [number, number] = [ticks[0] as number, ticks.at(-1) as number];
  return { domain, ticks: ticks.length <= MAX_LOG_TICKS ? ticks : ticks.filter(isDecade) };
}

/** Where a value is drawn: a logarithmic axis has no zero, so what is below it lies on its edge. */
export function onAxis(value: number, { domain }: Axis): number {
  return Math.max(value, domain[0]);
}

function ladderBetween(from: number, to: number): number[] {
  const ladder: number[] = [];
  for (let power = from; power <= to; power += 1) {
    for (const step of LOG_STEPS) ladder.push(Number((step * 10 ** power).toPrecision(1)));
  }
  return ladder;
}

function isDecade(tick: number): boolean {
  const power = Math.log10(tick);
  return Math.abs(power - Math.round(power)) < 1e-6;
}

/** An axis that starts at zero and ends at a round number at or above every value, at least `least`. */
export function zeroAxis(values: readonly number[], least: number): Axis {
  const top = roundUp(Math.max(least, ...values));
  return { domain: [0, top], ticks: [0, top / 2, top] };
}

/** An axis symmetric around zero, for differences. */
export function balancedAxis(values: readonly number[], least: number): Axis {
  const top = roundUp(Math.max(least, ...values.map(Math.abs)));
  return { domain: [-top, top], ticks: [-top, 0, top] };
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 8, 10].find((candidate) => candidate * power >= value * 0.9999) ?? 10;
  return Number((step * power).toPrecision(2));
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const INTERVALS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
];

/** Round times between `from` and `to`, at most `most` of them. `offset` is the zone's distance from UTC in seconds. */
export function timeTicks(from: number, to: number, most: number, offset: number): number[] {
  const interval = INTERVALS.find((candidate) => (to - from) / candidate <= most) ?? 7 * DAY;
  const first = Math.ceil((from + offset) / interval) * interval - offset;
  const ticks: number[] = [];
  for (let tick = first; tick <= to; tick += interval) ticks.push(tick);
  return ticks;
}

/** Moves labels apart until neighbours are `distance` apart, staying between `low` and `high`; order is kept. */
export function spread(wanted: readonly number[], distance: number, low: number, high: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let floor = low;
  for (const label of order) {
    label.y = Math.max(label.y, floor);
    floor = label.y + distance;
  }
  let ceiling = high;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - distance;
  }
  const placed: number[] = [];
  for (const label of order) placed[label.i] = label.y;
  return placed;
}
