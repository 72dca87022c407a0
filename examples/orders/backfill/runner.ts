import type { Pool } from "pg";
import { MODULES, type Module } from "../domain/order.ts";
import { backfill, type Checkpoint, checkpoints } from "./backfill.ts";

export type BackfillState = { module: Module; running: boolean; error: string | null; checkpoint: Checkpoint | null };

/** Backfills in the background of one process, at most one a module. */
export class BackfillRunner {
  readonly #pools: { oldPool: Pool; newPool: Pool };
  readonly #running = new Map<Module, { work: Promise<void>; abort: AbortController }>();
  readonly #errors = new Map<Module, string>();

  constructor(pools: { oldPool: Pool; newPool: Pool }) {
    this.#pools = pools;
  }

  /** Starts a backfill, or goes on with one that was cut short. Does nothing while one is running. */
  async start(module: Module): Promise<BackfillState[]> {
    if (!this.#running.has(module)) {
      this.#errors.delete(module);
      const abort = new AbortController();
      const work = backfill({ ...this.#pools, module, signal: abort.signal })
        .then(() => undefined)
        .catch((error: Error) => void this.#errors.set(module, error.message))
        .finally(() => this.#running.delete(module));
      this.#running.set(module, { work, abort });
    }
    return this.state();
  }

  async state(): Promise<BackfillState[]> {
    const saved = await checkpoints(this.#pools.newPool);
    return MODULES.map((module) => ({
      module,
      running: this.#running.has(module),
      error: this.#errors.get(module) ?? null,
      checkpoint: saved.find((checkpoint) => checkpoint.module === module) ?? null,
    }));
  }

  async stop(): Promise<void> {
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(({ work }) => work));
  }
}
