import type { Wire } from "../connection/wire.ts";
import type { HalfWrite } from "../migrate/ledger.ts";
import type { Rows } from "../report/recorder.ts";

type Entry = HalfWrite & { sequence: number };
type Repair = Pick<Entry, "module" | "store" | "key" | "sequence"> & { ok: boolean };

/** Takes what a client reports, within the process. */
export class MemoryWire implements Wire {
  readonly reports: Rows[] = [];
  readonly #open = new Map<string, Entry>();

  /** In the order they first came. */
  get halfWrites(): HalfWrite[] {
    return [...this.#open.values()].map(({ module, store, key, subject, operation, error }) => {
      return { module, store, key, subject, operation, error };
    });
  }

  async open(path: string): Promise<Response> {
    throw new Error(`${path}: a client for tests has no server.`);
  }

  async json(path: string, { body }: { body?: unknown }): Promise<unknown> {
    const { pathname, searchParams } = new URL(path, "http://memory");
    if (pathname === "/api/v1/reports") this.reports.push(body as Rows);
    else if (pathname === "/api/v1/ledger/repairs") this.#repaired((body as { repairs: Repair[] }).repairs);
    else if (body !== undefined) this.#took((body as { entries: HalfWrite[] }).entries);
    else return { items: [...this.#open.values()].filter(({ module }) => module === searchParams.get("module")) };
    return {};
  }

  #took(entries: HalfWrite[]): void {
    for (const entry of entries) {
      const sequence = (this.#open.get(nameOf(entry))?.sequence ?? 0) + 1;
      this.#open.set(nameOf(entry), { ...entry, sequence });
    }
  }

  /** A key that failed again meanwhile stays. */
  #repaired(repairs: Repair[]): void {
    for (const { ok, ...repair } of repairs) {
      if (ok && this.#open.get(nameOf(repair))?.sequence === repair.sequence) this.#open.delete(nameOf(repair));
    }
  }
}

function nameOf({ module, store, key }: { module: string; store: string; key: string }): string {
  return `${module}\n${store}\n${key}`;
}
