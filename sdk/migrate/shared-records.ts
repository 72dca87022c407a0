import type { Side } from "../../lib/core/stages/positions.ts";

/** Records remembered of a migrator: the latest of them, and as many before. */
const MOST_RECORDS = 5000;

type Writer = { subject: string; authority: Side };

/**
 * Who wrote which record last, while subjects of a switch are on different sides. A record that two of them write, one
 * on either side, is under two authorities: no cut-over can keep its reads from going back.
 */
export class SharedRecords {
  #version = -1;
  #latest = new Map<string, Writer>();
  #before = new Map<string, Writer>();

  /** Whether another subject, on the other side, wrote it last. Sides are compared within one version of the switch. */
  isShared(version: number, key: string, subject: string, authority: Side): boolean {
    if (version !== this.#version) {
      this.#version = version;
      this.#latest = new Map();
      this.#before = new Map();
    }
    const last = this.#latest.get(key) ?? this.#before.get(key);
    if (!this.#latest.has(key) && this.#latest.size >= MOST_RECORDS) {
      this.#before = this.#latest;
      this.#latest = new Map();
    }
    this.#latest.set(key, { subject, authority });
    return last !== undefined && last.subject !== subject && last.authority !== authority;
  }
}
