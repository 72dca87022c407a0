import type { Distribution } from "./distribution.ts";

const scratch = new DataView(new ArrayBuffer(8));
const PRIMES = [0x01000193, 0x85ebca6b] as const;
let [low, high] = [0, 0];

/** A whole number below 2^53, equal for equal points of a series: times in nanoseconds and what was counted. */
export function fingerprint(start: bigint, time: bigint, distribution: Distribution): number {
  [low, high] = [0x811c9dc5, 0x9747b28c];
  scratch.setBigUint64(0, start);
  addScratch();
  scratch.setBigUint64(0, time);
  addScratch();
  addNumber(distribution.count);
  addNumber(distribution.sum);
  if (distribution.kind === "explicit") addAll(distribution.counts);
  else {
    const { scale, zeroCount, offset, counts } = distribution.histogram;
    for (const each of [scale, zeroCount, offset]) addNumber(each);
    addAll(counts);
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

function addAll(counts: readonly number[]): void {
  for (const count of counts) addNumber(count);
}

function addNumber(value: number): void {
  scratch.setFloat64(0, value);
  addScratch();
}

function addScratch(): void {
  add(scratch.getInt32(0));
  add(scratch.getInt32(4));
}

function add(word: number): void {
  low = Math.imul(low ^ word, PRIMES[0]);
  low ^= low >>> 15;
  high = Math.imul(high ^ word, PRIMES[1]);
  high ^= high >>> 13;
}
