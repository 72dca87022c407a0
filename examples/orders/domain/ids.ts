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

/** A UUID of version 7 begins with the milliseconds since 1970. */
const UUID7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f]{3})-([0-9a-f]{4})-[0-9a-f]{12}$/;

/**
 * The id of the order an operation creates, when the operation id is a UUID of version 7; null otherwise. A repeat
 * makes the same id on whichever machine and store it arrives, so that two stores never hold one order under two.
 */
export function idOfOperation(operationId: string): string | null {
  const match = UUID7.exec(operationId);
  if (!match) return null;
  const time = Number.parseInt(`${match[1]}${match[2]}`, 16) - EPOCH_MS;
  if (time <= 0 || time >= 2 ** 41) return null;
  const random = BigInt(`0x${match[3]}${match[4]}`) & ((1n << (WORKER_BITS + SEQUENCE_BITS)) - 1n);
  return String((BigInt(time) << (WORKER_BITS + SEQUENCE_BITS)) | random);
}

export const SHARDS = 64;

/** The table of a user's rows, 0 … 63. */
export function shardOf(userId: string): number {
  return Number(BigInt(userId) % BigInt(SHARDS));
}
