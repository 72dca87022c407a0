import type { Side } from "../../lib/core/stages/positions.ts";
import { BODY_BYTES, type Wire } from "../connection/wire.ts";
import { asError, RequestError } from "../kernel/errors.ts";
import { atMost, backoff, later } from "../kernel/timing.ts";

/** A write that one store took and the other did not, or perhaps did not. */
export type HalfWrite = {
  /** Key of the module. */
  module: string;
  /** The store that may lack it. */
  store: Side;
  /** Of the record, as `keyOf` said; `*` when it is not known. */
  key: string;
  /** Whose record it is: the `targetingKey` of the write. */
  subject: string;
  /** As the caller named it. */
  operation: string;
  /** What the store said. */
  error: string;
};

/** Stands for all keys of a module: which one it was is not known. */
export const EVERY_KEY = "*";

type Entry = HalfWrite & { at: number };
/** `since`: when it failed first, in milliseconds of `performance.now()`. */
type Waiting = { entry: Entry; revision: number; since: number };

const MOST_AT_ONCE = 500;
/** Keys kept while the server is away; beyond that only “some key” is. */
const MOST_KEYS = 10_000;
const LONGEST_KEY = 500;
const LONGEST_LABEL = 200;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;

type LedgerOptions = {
  wire: Wire;
  identity: () => { service: string; instance: string };
  onDelivered: () => void;
  problem: (problem: Error) => void;
};

/** Half-done writes on their way to the server, which must know of them before this instance acknowledges anything newer. */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #waiting = new Map<string, Waiting>();
  /** Under way. What fails again meanwhile waits for the next request, on its own account. */
  #sent = new Map<string, Waiting>();
  #sending: Promise<void> | null = null;
  #failures = 0;
  #serverPauseMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** The oldest revision under which something happened that the server does not know yet; Infinity when there is none. */
  get revision(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { revision } of this.#owed()) oldest = Math.min(oldest, revision);
    return oldest;
  }

  /** How long the oldest of them has waited; 0 when there is none. */
  get owedSeconds(): number {
    const now = performance.now();
    let oldest = now;
    for (const { since } of this.#owed()) oldest = Math.min(oldest, since);
    return (now - oldest) / 1000;
  }

  /** `revision` is the one its operation acted on. */
  add(write: HalfWrite, revision: number): void {
    const named = { ...write, key: usable(write.key) };
    const name = nameOf(named);
    const known = this.#waiting.has(name) || this.#sent.has(name);
    const full = this.#waiting.size + this.#sent.size >= MOST_KEYS && !known;
    this.#keep(full ? { ...named, key: EVERY_KEY } : named, revision);
    if (this.#failures === 0) this.#send();
  }

  /** Whether the server has everything within `seconds`. */
  async close(seconds: number): Promise<boolean> {
    await atMost(seconds * 1000, this.#settled());
    clearTimeout(this.#timer);
    return this.#waiting.size + this.#sent.size === 0;
  }

  *#owed(): Generator<Waiting> {
    yield* this.#sent.values();
    yield* this.#waiting.values();
  }

  async #settled(): Promise<void> {
    await this.#sending;
    this.#send();
    await this.#sending;
  }

  #keep(write: HalfWrite, revision: number): void {
    const name = nameOf(write);
    const before = this.#waiting.get(name) ?? { revision, since: performance.now() };
    const entry = {
      ...write,
      subject: write.subject.slice(0, LONGEST_KEY).replaceAll("\0", ""),
      operation: String(write.operation).slice(0, LONGEST_LABEL).replaceAll("\0", "") || "unnamed",
      error: String(write.error).slice(0, 500),
      at: Math.max(0, Date.now() / 1000),
    };
    this.#waiting.set(name, { entry, revision: Math.min(before.revision, revision), since: before.since });
  }

  /** What could not be sent waits again, together with what failed meanwhile. */
  #takeBack(): void {
    for (const [name, sent] of this.#sent) {
      const again = this.#waiting.get(name);
      const revision = Math.min(sent.revision, again?.revision ?? sent.revision);
      this.#waiting.set(name, { entry: again?.entry ?? sent.entry, revision, since: sent.since });
    }
    this.#sent = new Map();
  }

  #send(): void {
    if (this.#sending || this.#waiting.size === 0) return;
    clearTimeout(this.#timer);
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = null;
      if (this.#waiting.size === 0) return;
      const pause = Math.max(this.#serverPauseMs, backoff(this.#failures, FIRST_RETRY_MS, LONGEST_RETRY_MS));
      this.#timer = later(pause, () => this.#send());
    });
  }

  async #sendAll(): Promise<void> {
    const { wire, identity, onDelivered, problem } = this.#options;
    while (this.#waiting.size > 0) {
      this.#sent = oneRequest(this.#waiting);
      for (const name of this.#sent.keys()) this.#waiting.delete(name);
      try {
        const entries = [...this.#sent.values()].map(({ entry }) => entry);
        const { service, instance } = identity();
        const answer = await wire.json("/api/v1/ledger", { body: { service, instance, entries } });
        this.#failures = 0;
        this.#sent = new Map();
        const unknown = unknownIn(answer);
        if (unknown > 0) problem(new Error(`${unknown} half-done writes belong to no module Switchyard knows.`));
        onDelivered();
      } catch (error) {
        this.#takeBack();
        this.#failures += 1;
        problem(asError(error));
        this.#serverPauseMs = error instanceof RequestError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
        return;
      }
    }
  }
}

/** The first of them that the server takes at once. */
function oneRequest(waiting: ReadonlyMap<string, Waiting>): Map<string, Waiting> {
  const first = new Map<string, Waiting>();
  let bytes = 0;
  for (const [name, one] of waiting) {
    bytes += Buffer.byteLength(JSON.stringify(one.entry));
    if (first.size === MOST_AT_ONCE || (first.size > 0 && bytes > BODY_BYTES)) break;
    first.set(name, one);
  }
  return first;
}

function nameOf({ module, store, key }: HalfWrite): string {
  return `${module}\n${store}\n${key}`;
}

/** A key the server would refuse or shorten could not be repaired by its name. */
function usable(key: string): string {
  return key !== "" && key.length <= LONGEST_KEY && !key.includes("\0") ? key : EVERY_KEY;
}

function unknownIn(answer: unknown): number {
  return typeof answer === "object" && answer !== null && "unknown" in answer ? Number(answer.unknown) : 0;
}
