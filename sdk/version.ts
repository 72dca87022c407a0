/** Orders the writes of one key over all instances: by the authority's own count of them, then by who wrote. */
export type WriteVersion = {
  /** As the authority counted the write: grows with every write of the key. */
  counter: number;
  /** The instance that carries it over. */
  writer: string;
};

/** Whether a write carries something newer than what the store holds; null when it holds nothing of the key. */
export function isNewer(write: WriteVersion, held: WriteVersion | null): boolean {
  if (held === null || write.counter !== held.counter) return held === null || write.counter > held.counter;
  return write.writer > held.writer;
}
