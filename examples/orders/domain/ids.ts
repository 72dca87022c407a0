/** 2024-01-01T00:00:00Z: 41 bits of milliseconds last until 2093. */
const EPOCH_MS = 1_704_067_200_000;
const WORKER_BITS = 10n;
const SEQUENCE_BITS = 12n;

/**
 * Time-ordered distributed ids: 41 bits of milliseconds, 10 of worker, 12 of sequence. Every worker
 * (0 … 1023) needs its own number. When the clock steps back or a millisecond is used up, the generator
 * runs on from the last time it gave out, so its ids always grow.
 */
export function idGenerator(worker: number, now: () => number = Date.now): () => string {
  if (!Number.isInteger(worker) || worker < 0 || worker >= 2 ** Number(WORKER_BITS)) throw new RangeError(`worker ${worker}`);
  let last = 0;
  let sequence = 0;
  return () => {
    const time = now() - EPOCH_MS;
    sequence = time > last ? 0 : sequence + 1;
    last = Math.max(last, time);
    if (sequence >= 2 ** Number(SEQUENCE_BITS)) {
      last += 1;
      sequence = 0;
    }
    return String((BigInt(last) << (WORKER_BITS + SEQUENCE_BITS)) | (BigInt(worker) << SEQUENCE_BITS) | BigInt(sequence));
  };
}

export const SHARDS = 64;

/** The table of a user's rows, 0 … 63. */
export function shardOf(userId: string): number {
  return Number(BigInt(userId) % BigInt(SHARDS));
}
