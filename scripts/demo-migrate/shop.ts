import type { Store } from "./console.ts";
import { json, pause, persist } from "./http.ts";

export type Faults = { newStoreDown?: boolean; oldStoreDown?: boolean };
export type Verdict = { orders: number; acknowledged: number; lost: number; wrong: number; unknown: number; examples: unknown[] };
export type ListVerdict = { lists: number; wrong: number; examples: string[] };
export type Pass = {
  id: number;
  running: boolean;
  error: string | null;
  rows: number;
  mended: number;
  differences: number;
  compared: Record<Store, number>;
  ranges: { from: string | null; to: string | null }[];
};
export type State = {
  processes: { name: string; lost: boolean; instances: string[] }[];
  withoutContact: string[];
  traffic: { unresolved: number; acknowledged: number; sent: number; failed: number; answers: Answers };
};
type Answers = { checked: number; wrong: number; examples: string[] };

const LOOK_AGAIN_MS = 200;
const SETTLED_WITHIN_MS = 60_000;

/** The shop's admin port. */
export class Shop {
  readonly url: string;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.url = url;
    this.#signal = signal;
  }

  state(): Promise<State> {
    return this.#get("/state");
  }

  faults(faults: Faults): Promise<unknown> {
    return this.#post("/faults", faults);
  }

  contact(instance: string, up: boolean): Promise<unknown> {
    return this.#post("/contact", { instance, up });
  }

  kill(process: string): Promise<unknown> {
    return this.#post("/kill", { process });
  }

  /** The machine is gone for good; after a while another takes its place. */
  lose(process: string, replacedAfterSeconds: number): Promise<unknown> {
    return this.#post("/kill", { process, awaySeconds: replacedAfterSeconds, lost: true });
  }

  verify(store: Store, module: string): Promise<Verdict> {
    return this.#get(`/verify?store=${store}&module=${module}`);
  }

  /** What every list says, compared with what users were told. Traffic has to be quiet. */
  verifyLists(store: Store, module: string): Promise<ListVerdict> {
    return this.#get(`/verify-lists?store=${store}&module=${module}`);
  }

  /** Brings the store up to date with the other one. */
  async reconcile(module: string, store: Store, since: string | null): Promise<Pass> {
    const { id } = await this.#post<Pass>("/reconcile", { module, store, ...(since ? { since } : {}) });
    for (;;) {
      const { items } = await this.#get<{ items: Pass[] }>("/reconcile");
      const pass = items.find((one) => one.id === id);
      if (!pass) throw new Error(`the shop lost its reconciliation ${id}`);
      if (!pass.running) return pass;
      await pause(LOOK_AGAIN_MS);
    }
  }

  /** Traffic stops once the outcome of every write is known. */
  async quiet(): Promise<void> {
    const deadline = Date.now() + SETTLED_WITHIN_MS;
    for (;;) {
      const { traffic } = await this.state();
      if (traffic.unresolved === 0) break;
      if (Date.now() > deadline) throw new Error(`${traffic.unresolved} writes came to no end`);
      await pause(LOOK_AGAIN_MS);
    }
    await this.#post("/traffic", { paused: true });
  }

  busy(): Promise<unknown> {
    return this.#post("/traffic", { paused: false });
  }

  async #get<T>(path: string): Promise<T> {
    return this.#checked<T>(path, {});
  }

  #post<T>(path: string, body: unknown): Promise<T> {
    return this.#checked<T>(path, json("POST", body));
  }

  async #checked<T>(path: string, init: RequestInit): Promise<T> {
    const { status, body } = await persist<T>(this.url + path, init, this.#signal);
    if (status >= 400) throw new Error(`the shop: ${path} answered ${status} ${JSON.stringify(body)}`);
    return body;
  }
}
