/**
 * Orders the writes of one key over all instances: by the authority's own count of them, then by who wrote. No two
 * writes share one.
 */
export type WriteVersion = {
  /** As the authority counted the write: grows with every write of the key. */
  counter: number;
  /** The instance that carries the write over, and which of its writes it is. */
  writer: string;
};

/** Whether a write carries something newer than what the store holds; null when it holds nothing of the key. */
export function isNewer(write: WriteVersion, held: WriteVersion | null): boolean {
  if (held === null || write.counter !== held.counter) return held === null || write.counter > held.counter;
  return write.writer > held.writer;
}

/** A name for each write of an instance, later ones greater, over a restart too unless the clock went back. */
export function writeNames(instance: () => string): () => string {
  let last = Date.now() * 1000;
  return () => {
    last += 1;
    return `${instance()}#${String(last).padStart(17, "0")}`;
  };
}
