import type { Side } from "../../lib/core/stages/positions.ts";

export type Entry = {
  module: string;
  store: Side;
  key: string;
  subject: string;
  operation: string;
  error: string;
  at: number;
  sequence: number;
  attempts: number;
  open: boolean;
};

/** Half-done writes, kept as a dataplane does. */
export class PeerLedger {
  /** By module, store and key, in the order they came. */
  readonly entries = new Map<string, Entry>();
  /** Requests that brought entries. */
  deliveries = 0;
  /** Bytes of the largest of them. */
  largest = 0;

  get open(): Entry[] {
    return [...this.entries.values()].filter(({ open }) => open);
  }

  answer(name: string, body: string): unknown {
    this.largest = Math.max(this.largest, Buffer.byteLength(body));
    if (name === "POST /api/v1/ledger") return this.#intake(JSON.parse(body).entries);
    if (name === "POST /api/v1/ledger/repairs") return this.#repaired(JSON.parse(body).repairs);
    const module = new URL(name.replace(/^GET /, ""), "http://peer").searchParams.get("module");
    return { items: this.open.filter((entry) => entry.module === module), doubts: [] };
  }

  #intake(entries: Entry[]): unknown {
    this.deliveries += 1;
    for (const entry of entries) {
      const sequence = (this.entries.get(nameOf(entry))?.sequence ?? 0) + 1;
      this.entries.set(nameOf(entry), { ...entry, sequence, attempts: 0, open: true });
    }
    return { stored: entries.length, unknown: 0 };
  }

  #repaired(repairs: (Entry & { ok: boolean })[]): unknown {
    for (const repair of repairs) {
      const entry = this.entries.get(nameOf(repair));
      if (!entry) continue;
      if (repair.ok && entry.sequence === repair.sequence) entry.open = false;
      else entry.attempts += 1;
    }
    return { resolved: repairs.length };
  }
}

function nameOf({ module, store, key }: Pick<Entry, "module" | "store" | "key">): string {
  return `${module}\n${store}\n${key}`;
}
