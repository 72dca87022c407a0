import { type Console, ENVIRONMENT, type Instance, type Job, MODULE, PROJECT, type Store } from "./console.ts";
import { pause } from "./http.ts";
import type { Shop } from "./shop.ts";

const LOOK_AGAIN_MS = 300;
/** A clock of another machine may be a little off, and a write may be under way. */
const MARGIN_MS = 60_000;

/** What an engineer does about the refusals that ask for a deed outside the switches. */
export class Remedies {
  readonly #console: Console;
  readonly #shop: Shop;
  readonly #tell: (line: string) => void;

  constructor(console: Console, shop: Shop, tell: (line: string) => void) {
    this.#console = console;
    this.#shop = shop;
    this.#tell = tell;
  }

  /**
   * Waits a moment; an instance whose machine is gone, or replaced by one that has its name, is written off once its
   * lease has run out.
   */
  async wait(waiting: unknown): Promise<void> {
    await pause(LOOK_AGAIN_MS);
    if (!Array.isArray(waiting) || waiting.length === 0) return;
    const gone = await this.#machinesGone();
    const { items } = await this.#console.get<{ items: Instance[] }>(`/projects/${PROJECT}/instances?environment=${ENVIRONMENT}`);
    for (const { service, instance } of byName(waiting as Instance[])) {
      const runs = items.filter((one) => one.service === service && one.instance === instance && !one.departed);
      const replaced = runs.some(({ silent }) => !silent);
      if (!runs.some(({ silent }) => silent) || !(replaced || gone.has(instance))) continue;
      const reason = "Its machine is lost; another takes its place";
      await this.#console.send("POST", `/projects/${PROJECT}/instances/write-off`, {
        environment: ENVIRONMENT,
        service,
        instance,
        reason,
      });
      this.#tell(`wrote off ${instance}`);
    }
  }

  /**
   * A data job from its start to its end: the shop compares and mends, the engine is told what came of it. True when
   * it made the store current; whoever kept it from that is waited for, or written off.
   */
  async reconcile(store: Store, since: string | null): Promise<boolean> {
    const from = since ? new Date(Date.parse(since) - MARGIN_MS).toISOString() : null;
    const wanted = { environment: ENVIRONMENT, module: MODULE, store, ...(from ? { since: from } : {}) };
    const job = await this.#console.post<Job>(`/projects/${PROJECT}/jobs`, wanted);
    const pass = await this.#shop.reconcile(MODULE, store, from);
    const path = `/projects/${PROJECT}/jobs/${job.id}`;
    const { rows, mended, differences, compared, ranges } = pass;
    const end = pass.error === null ? { state: "done", compared, ranges, revision: job.revision } : { state: "failed" };
    await this.#console.send("PATCH", path, { ...end, rows, mended, differences });
    this.#tell(
      `reconciled the ${store} store: ${rows} rows, ${mended} mended, ${differences} different${pass.error ? `, ${pass.error}` : ""}${job.covered ? "" : `; ${job.coverage.message}`}`,
    );
    const current = job.covered && pass.error === null && differences === 0;
    if (!current) await this.wait(job.covered ? [] : job.coverage.waiting);
    return current;
  }

  /** Instances that ran on machines that are gone for good. */
  async #machinesGone(): Promise<Set<string>> {
    const { processes } = await this.#shop.state();
    return new Set(processes.flatMap(({ lost, instances }) => (lost ? instances : [])));
  }
}

/** One of each name. */
function byName(instances: readonly Instance[]): Instance[] {
  return [...new Map(instances.map((one) => [`${one.service} ${one.instance}`, one])).values()];
}
