import type { Pool } from "pg";
import type { Module } from "../domain/order.ts";
import type { Side } from "../domain/request.ts";
import { type FaultBox, reachable } from "../faults.ts";
import { newStore } from "../stores/new-store.ts";
import { oldStore } from "../stores/old-store.ts";
import { scanner } from "../stores/scan.ts";
import { type Counts, reconcile } from "./reconcile.ts";

/** `store` is the one brought up to date. */
export type Pass = {
  id: number;
  module: Module;
  store: Side;
  since: string | null;
  running: boolean;
  error: string | null;
  /** How many orders either store held. */
  compared: Record<Side, number>;
  /** Ids it went through: from the first to the last, once it has ended. */
  ranges: { from: string | null; to: string | null }[];
} & Omit<Counts, "compared">;

const KEPT = 100;

/** Reconciliations in the background of one process. */
export class ReconcileRunner {
  readonly #pools: Record<Side, Pool>;
  readonly #faults: FaultBox;
  readonly #passes: Pass[] = [];
  readonly #working = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  #started = 0;

  constructor(pools: Record<Side, Pool>, faults: FaultBox) {
    this.#pools = pools;
    this.#faults = faults;
  }

  start(module: Module, store: Side, since: Date | null): Pass {
    this.#started += 1;
    const state = { running: true, error: null, rows: 0, mended: 0, differences: 0, compared: { old: 0, new: 0 }, ranges: [] };
    const pass: Pass = { id: this.#started, module, store, since: since?.toISOString() ?? null, ...state };
    this.#passes.push(pass);
    if (this.#passes.length > KEPT) this.#passes.shift();
    const work = this.#run(pass, since).finally(() => this.#working.delete(work));
    this.#working.add(work);
    return pass;
  }

  state(): readonly Pass[] {
    return this.#passes;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#working);
  }

  async #run(pass: Pass, since: Date | null): Promise<void> {
    const { module, store } = pass;
    const other = store === "old" ? "new" : "old";
    const target = reachable(
      store,
      store === "old" ? oldStore(this.#pools.old, module) : newStore(this.#pools.new, module),
      this.#faults,
    );
    const note = ({ compared, ...counts }: Counts) =>
      Object.assign(pass, counts, { compared: { [other]: compared.from, [store]: compared.to } });
    try {
      note(
        await reconcile({
          from: scanner(other, this.#pools[other], module),
          to: { ...scanner(store, this.#pools[store], module), put: target.put },
          since,
          signal: this.#abort.signal,
          onChunk: note,
        }),
      );
      pass.ranges = [{ from: null, to: null }];
    } catch (error) {
      pass.error = error instanceof Error ? error.message : String(error);
    } finally {
      pass.running = false;
    }
  }
}
