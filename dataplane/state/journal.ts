/** About a megabyte an environment. Whoever is further behind gets the whole snapshot. */
const MOST_KEYS = 20_000;

type Entry = { revision: number; keys: readonly string[] };

/** Which switches changed since when, as far as this process saw it. A change makes another journal. */
export class Journal {
  /** The earliest revision it can go on from. */
  private readonly since: number;
  /** In the order of their revisions. */
  private readonly entries: readonly Entry[];
  private readonly size: number;

  constructor(since: number, entries: readonly Entry[] = []) {
    this.since = since;
    this.entries = entries;
    this.size = entries.reduce((sum, { keys }) => sum + keys.length + 1, 0);
  }

  /** With one more change, and without the oldest where it gets too long. */
  after(revision: number, keys: readonly string[]): Journal {
    let size = this.size + keys.length + 1;
    let first = 0;
    let since = this.since;
    const entries = [...this.entries, { revision, keys }];
    for (; size > MOST_KEYS; first += 1) {
      const { revision: dropped, keys: gone } = entries[first] as Entry;
      size -= gone.length + 1;
      since = dropped;
    }
    return new Journal(since, entries.slice(first));
  }

  /** Keys that changed after a revision, each once; null when that is not remembered. */
  keysSince(revision: number): Set<string> | null {
    if (revision < this.since) return null;
    const keys = new Set<string>();
    for (let i = this.entries.length - 1; i >= 0; i -= 1) {
      const entry = this.entries[i] as Entry;
      if (entry.revision <= revision) break;
      for (const key of entry.keys) keys.add(key);
    }
    return keys;
  }
}
