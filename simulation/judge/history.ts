/**
 * Judges what callers of a service saw, with nothing of ours in it: writes and reads of records, each with the moment it
 * began and the moment its caller was told.
 */

export type Write = { id: number; key: string; by: string; began: number; ended: number; acknowledged: boolean };
/** A promise that was broken; `writes` are those it is about. */
export type Verdict = { kind: string; words: string; writes?: number[] };

type Read = { value: number; began: number; ended: number };

/** Of one record, those that later ones are compared with. */
const MOST_READS = 40;

export class History {
  readonly writes: Write[] = [{ id: 0, key: "", by: "nobody", began: -1, ended: -1, acknowledged: false }];
  /** Newest acknowledged write that ended first, and what was read, a record. */
  readonly #acknowledged = new Map<string, Write[]>();
  readonly #read = new Map<string, Read[]>();
  #tick = 0;

  begin(key: string, by: string): Write {
    const write: Write = {
      id: this.writes.length,
      key,
      by,
      began: this.tick(),
      ended: Number.POSITIVE_INFINITY,
      acknowledged: false,
    };
    this.writes.push(write);
    return write;
  }

  tick(): number {
    this.#tick += 1;
    return this.#tick;
  }

  /** Its caller was told, or its process ended and nothing of it can take effect any more. */
  end(write: Write, acknowledged: boolean): void {
    if (write.ended !== Number.POSITIVE_INFINITY) return;
    write.ended = this.tick();
    write.acknowledged = acknowledged;
    if (acknowledged) listOf(this.#acknowledged, write.key).push(write);
  }

  /** What a read that began then and ends now returned. */
  read(key: string, began: number, value: number): Verdict | null {
    const found = this.writes[value] as Write;
    const missing = this.missing(key, began, value);
    if (!missing) return null;
    const writes = [found.id, missing.id];
    return {
      kind: "lost write",
      writes,
      words: `${name(found)} was returned; ${name(missing)}, acknowledged after it, is missing`,
    };
  }

  /** An acknowledged write that was over by then, and that whoever holds this value lacks. */
  missing(key: string, by: number, value: number): Write | undefined {
    const found = this.writes[value] as Write;
    return this.#acknowledged.get(key)?.find((write) => write.ended < by && found.ended < write.began);
  }

  /** Whether a read that had ended before it began returned something newer, or something that had come after this. */
  goesBack(key: string, began: number, value: number): Verdict | null {
    const found = this.writes[value] as Write;
    const reads = listOf(this.#read, key);
    const isNewer = (read: Read) =>
      read.value !== value &&
      (found.ended < (this.writes[read.value] as Write).began ||
        reads.some((first) => first.value === value && first.ended < read.began));
    const newer = reads.find((read) => read.ended < began && isNewer(read));
    reads.push({ value, began, ended: this.tick() });
    if (reads.length > MOST_READS) reads.shift();
    if (!newer) return null;
    const before = name(this.writes[newer.value] as Write);
    const writes = [found.id, newer.value];
    return { kind: "read back in time", writes, words: `${name(found)} was returned after ${before} had been read` };
  }
}

function name({ id }: Write): string {
  return id === 0 ? "the value from before" : `write ${id}`;
}

function listOf<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
