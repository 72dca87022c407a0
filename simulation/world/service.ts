import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { createClient, fileState, isNewer, type StateStore, SupersededError } from "../../sdk/index.ts";
import type { CallOptions } from "../../sdk/kernel/call.ts";
import type { Client } from "../../sdk/kernel/client-types.ts";
import type { Migrator, Write as StoreWrite } from "../../sdk/migrate/migrator-types.ts";
import type { History, Verdict } from "../judge/history.ts";
import { disks, STATE_FILE } from "../machine/disk.ts";
import { scheduler } from "../machine/machine.ts";
import type { Random } from "../machine/random.ts";
import type { Process } from "../machine/scheduler.ts";
import { CALL, DATA, type Environment, subjectContext } from "./environment.ts";
import { NOTHING, type Row, type Side, type Store } from "./stores.ts";
import { UnderWay } from "./under-way.ts";

export type Terms = {
  onLeaseLoss: "hold" | "fence";
  coldStart: "fenced" | "persisted";
  leaseSeconds: number;
  operationSeconds: number;
  /** Deadline of some calls; null is none of their own. */
  deadlineSeconds: number | null;
  /** Names its module after it was ready, as its documentation does, and not before. */
  namesLate: boolean;
  skewMs: number;
  keepsState: boolean;
  repairs: boolean;
};

type Input = { key: string; subject: string; id: number };
type Hears = { story: (words: string) => void; found: (verdict: Verdict | null) => void };

/** One run of a service: the real client and migrator over two simulated stores, and the callers that use it. */
export class Service {
  readonly name: string;
  readonly process: Process;
  readonly terms: Terms;
  client: Client | null = null;
  readonly #environment: Environment;
  readonly #stores: Record<Side, Store>;
  readonly #history: History;
  readonly #hears: Hears;
  readonly #random: Random;
  #migrator: Migrator<Input, Row, Input, void> | null = null;
  readonly #writing = new Set<ReturnType<History["begin"]>>();
  readonly #underWay: UnderWay;

  constructor(given: {
    name: string;
    label: string;
    host: string;
    terms: Terms;
    environment: Environment;
    stores: Record<Side, Store>;
    history: History;
    hears: Hears;
    random: Random;
  }) {
    this.name = given.name;
    this.terms = given.terms;
    this.#underWay = new UnderWay(given.terms.operationSeconds * 1000);
    this.process = scheduler.process(given.label, given.terms.skewMs, given.host);
    this.#environment = given.environment;
    this.#stores = given.stores;
    this.#history = given.history;
    this.#hears = given.hears;
    this.#random = given.random;
    this.process.ends.push(() => this.#ended());
  }

  start(): void {
    scheduler.after(0, () => this.#begin(), this.process);
  }

  /** One call of a caller, on a record of a subject. */
  call(kind: "read" | "write", key: string, subject: string): void {
    const run = () => (kind === "read" ? this.#read(key, subject) : this.#write(key, subject));
    scheduler.after(0, () => void run(), this.process);
  }

  close(): void {
    scheduler.after(0, () => void this.client?.close(), this.process);
  }

  #begin(): void {
    const { terms, name } = this;
    this.client = createClient({
      url: this.#environment.urls,
      token: this.#environment.serviceToken,
      service: "orders",
      instance: name,
      onLeaseLoss: terms.onLeaseLoss,
      coldStart: terms.coldStart,
      leaseSeconds: terms.leaseSeconds,
      operationSeconds: terms.operationSeconds,
      pollEverySeconds: 2,
      reportEverySeconds: 20,
      ...(terms.keepsState ? { state: stateStore() } : {}),
    });
    this.client.on("change", ({ revision }) =>
      this.#hears.story(`${this.process.name} hears of revision ${revision} and acts on it.`),
    );
    if (!terms.namesLate) this.#nameModule();
  }

  #nameModule(): void {
    if (this.#migrator || !this.client) return;
    this.#migrator = this.client.migrator<Input, Row, Input, void>({
      key: DATA,
      readOld: ({ key }) => this.#stores.old.read(key),
      readNew: ({ key }) => this.#stores.new.read(key),
      writeOld: (input, write) => this.#put("old", input, write),
      writeNew: (input, write) => this.#put("new", input, write),
      keyOf: ({ key }) => key,
      compare: (old, fresh) => old.write === fresh.write,
    });
    if (!this.terms.repairs) return;
    this.client.repair({
      key: DATA,
      everySeconds: 2,
      copy: async (key, { from, to }) => {
        const row = await this.#stores[from].read(key);
        await copyRow(this.#stores[to], key, row);
      },
    });
  }

  async #put(side: Side, { key, id }: Input, write: StoreWrite<void>): Promise<void> {
    const call = this.#stores[side].write(
      key,
      (held) => {
        if (!isNewer(write.version, held === NOTHING ? null : held)) throw new SupersededError(held);
        return { row: { write: id, ...write.version }, answer: undefined };
      },
      () => this.#hears.story(`The ${side} store takes write ${id} of ${key} from ${this.process.name} (${write.role}).`),
    );
    return this.#underWay.calling(id, this.client?.snapshot(), call);
  }

  async #write(key: string, subject: string): Promise<void> {
    if (this.terms.namesLate && this.client?.inContact && (await this.client.ready(0))) this.#nameModule();
    if (!this.#migrator) return;
    const write = this.#history.begin(key, this.process.name);
    this.#writing.add(write);
    const { deadlineSeconds } = this.terms;
    const call = deadlineSeconds !== null && this.#random.chance(0.5) ? { deadlineSeconds } : {};
    try {
      if (this.#onOldPath(subject)) await this.#oldPath(() => this.#save(key, subject, write.id), call);
      else await this.#migrator.write(subjectContext(subject), "save", { key, subject, id: write.id }, call);
      this.#writing.delete(write);
      this.#history.end(write, true);
      this.#hears.story(`${this.process.name}'s caller is told that write ${write.id} of ${key} (subject ${subject}) is done.`);
    } catch (error) {
      this.#writing.delete(write);
      this.#history.end(write, false);
      this.#hears.story(
        `${this.process.name}'s caller is told that write ${write.id} of ${key} failed: ${(error as Error).name}.`,
      );
    } finally {
      this.#underWay.answered(write.id);
    }
  }

  async #read(key: string, subject: string): Promise<void> {
    if (this.terms.namesLate && this.client?.inContact && (await this.client.ready(0))) this.#nameModule();
    if (!this.#migrator) return;
    const began = this.#history.tick();
    try {
      const call = this.#onOldPath(subject)
        ? this.#oldPath(() => this.#stores.old.read(key))
        : this.#migrator.read(subjectContext(subject), "load", { key, subject, id: 0 });
      const row = await this.#underWay.calling(-began, this.client?.snapshot(), call);
      const verdict = this.#history.read(key, began, row.write);
      const back = this.#environment.pausing ? this.#history.goesBack(key, began, row.write) : null;
      if (!verdict && !back) return;
      const value = row.write === 0 ? "the value from before" : `write ${row.write}`;
      this.#hears.story(`${this.process.name} reads ${key} for subject ${subject} at ${this.stageOf(subject)}: ${value}.`);
      this.#hears.found(verdict ?? back);
    } catch {
      // Its caller was told that there is no answer; nothing can be read out of that.
    } finally {
      this.#underWay.answered(-began);
    }
  }

  #onOldPath(subject: string): boolean {
    return this.client?.position(CALL, subjectContext(subject), "new") === "old";
  }

  /** What `call` still sends there knows nothing of the new store. */
  #oldPath<T>(work: () => Promise<T>, call: CallOptions = {}): Promise<T> {
    return (this.client as Client).operation(work, call);
  }

  #save(key: string, subject: string, id: number): Promise<void> {
    const number = (this.client as Client).draw();
    return this.#put("old", { key, subject, id }, { version: number, role: "authority" });
  }

  /** What it would act on for this subject now; null while it may not. */
  stageOf(subject: string): string | null {
    const answer = this.client?.evaluate<"off">(DATA, subjectContext(subject), "off");
    return answer && answer.reason !== "ERROR" ? answer.value : null;
  }

  /** Every state that something of it acts on now: what is under way, and what would begin. */
  acts(): Snapshot[] {
    if (!this.process.alive || !this.client) return [];
    const held = scheduler.within(this.process, () => this.stageOf("s1")) === null ? null : this.client.snapshot();
    return [...this.#underWay.snapshots, ...(held ? [held] : [])];
  }

  /** Nothing of it takes effect later than a moment after the end: see `Store`. */
  #ended(): void {
    for (const write of this.#writing)
      scheduler.after(this.terms.operationSeconds * 1000, () => this.#history.end(write, false), null);
  }
}

function stateStore(): StateStore {
  const file = fileState(STATE_FILE);
  if (!disks.believed) return file;
  return { ...file, load: () => (file.load() as string | null)?.replace(/"foreign":"[^"]*"/, '"foreign":null') ?? null };
}

/** Brings a record over if it is newer than what is there. */
export function copyRow(to: Store, key: string, row: Row): Promise<boolean> {
  return to.write(
    key,
    (held) => {
      const newer = row !== NOTHING && isNewer(row, held === NOTHING ? null : held);
      return { row: newer ? row : null, answer: newer };
    },
    () => undefined,
  );
}
