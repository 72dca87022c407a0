/** Orders the writes of one key over all writers: by counter, then by writer. No two writes share one. */
export type WriteVersion = {
  /** Grows with every write of a writer, and above whatever a store said it holds: near microseconds since 1970. */
  counter: number;
  /** One run of one instance. */
  writer: string;
};

/** Whether a write carries something newer than what the store holds; null when it holds nothing of the key. */
export function isNewer(write: WriteVersion, held: WriteVersion | null): boolean {
  if (held === null || write.counter !== held.counter) return held === null || write.counter > held.counter;
  return write.writer > held.writer;
}
