import { applyDelta, type Delta, parseDelta } from "../../lib/core/evaluation/delta.ts";
import { parseSnapshot } from "../../lib/core/evaluation/snapshot.ts";
import { readEvents } from "../../lib/core/text/sse.ts";
import type { Current } from "../kernel/current.ts";
import { asError } from "../kernel/errors.ts";
import { backoff, later, pause } from "../kernel/timing.ts";
import type { Wire } from "./wire.ts";

/** The server speaks at once; where nothing comes, something on the way holds it back. */
const FIRST_WORD_MS = 5000;
/** The server sends a comment every 15 s; a stream silent for three of them is dead. */
const SILENCE_MS = 45_000;
const HELD_BACK =
  "GET /api/v1/stream: nothing came within 5 s. A proxy on the way may buffer or compress; until it stops, changes come by asking.";
/** A stream that ended sooner than this did not work. */
const STEADY_MS = 5000;
/** Until the server names another. */
const FIRST_RETRY_MS = 500;

type SourceOptions = {
  wire: Wire;
  current: Current;
  pollEverySeconds: number;
  /** Told whenever the server has said which state it has, or that it is the one held. */
  onContact: () => void;
  /** Told whenever there is no stream and the state could not be had by asking either. */
  onAway: () => void;
  problem: (problem: Error) => void;
};

/** Brings snapshots: from the stream, and by polling for as long as the stream is away. */
export class Source {
  readonly #wire: Wire;
  readonly #current: Current;
  readonly #problem: (problem: Error) => void;
  readonly #longestPauseMs: number;
  readonly #onContact: () => void;
  readonly #onAway: () => void;
  #contacted = false;
  #failures = 0;
  #openedAt: number | null = null;
  #retryMs = FIRST_RETRY_MS;
  /** The server ends and has said so: nothing failed. */
  #sentAway = false;
  /** Something on the way keeps what the server says. */
  #silent = false;
  #stream: AbortController | null = null;
  #polling: Promise<void> | null = null;
  #closed = false;

  constructor({ wire, current, pollEverySeconds, onContact, onAway, problem }: SourceOptions) {
    this.#wire = wire;
    this.#current = current;
    this.#longestPauseMs = pollEverySeconds * 1000;
    this.#problem = (error) => {
      if (!this.#closed) problem(error);
    };
    this.#onContact = onContact;
    this.#onAway = onAway;
  }

  async run(): Promise<void> {
    while (!this.#closed) {
      this.#openedAt = null;
      this.#sentAway = false;
      this.#silent = false;
      await this.#follow().catch((error) => this.#problem(asError(error)));
      if (this.#closed) return;
      const livedMs = this.#openedAt === null ? 0 : performance.now() - this.#openedAt;
      const worked = this.#sentAway || (livedMs > STEADY_MS && !this.#silent);
      this.#failures = worked ? 0 : this.#failures + 1;
      // After a stream that worked nobody polls: all clients of a server that restarts would do so at once.
      if (this.#failures > 0) await this.refresh();
      await pause(backoff(this.#failures, this.#retryMs, this.#longestPauseMs));
    }
  }

  /** Asks for the state once, now. Never rejects; joins a request that is under way. */
  refresh(): Promise<void> {
    this.#polling ??= this.#poll()
      .catch((error) => {
        this.#problem(asError(error));
        if (this.#openedAt === null && !this.#closed) this.#onAway();
      })
      .finally(() => {
        this.#polling = null;
      });
    return this.#polling;
  }

  close(): void {
    this.#closed = true;
    this.#stream?.abort();
  }

  async #follow(): Promise<void> {
    const controller = new AbortController();
    this.#stream = controller;
    const give = (why: string) => {
      this.#silent = true;
      controller.abort(new Error(why));
    };
    const silence = later(SILENCE_MS, () => give("the stream fell silent"));
    let held: NodeJS.Timeout | undefined;
    try {
      const headers: Record<string, string> = { accept: "text/event-stream", "accept-encoding": "identity" };
      if (this.#contacted) headers["last-event-id"] = String(this.#known);
      const { body } = await this.#wire.open("/api/v1/stream", { headers, controller });
      if (!body) throw new Error("GET /api/v1/stream: answered without a body");
      held = later(FIRST_WORD_MS, () => give(HELD_BACK));
      const hear = () => {
        silence.refresh();
        if (this.#openedAt !== null) return;
        clearTimeout(held);
        this.#openedAt = performance.now();
        // A stream that resumes has nothing more to say at first.
        if (this.#contacted) this.#onContact();
      };
      for await (const { event, data, retryMs } of readEvents(body, hear)) {
        if (retryMs !== null) {
          this.#retryMs = Math.max(retryMs, 1);
          this.#sentAway = true;
        }
        if (event === "snapshot") this.#take(JSON.parse(data));
        if (event === "change") await this.#change(parseDelta(JSON.parse(data)));
      }
    } finally {
      clearTimeout(silence);
      clearTimeout(held);
      controller.abort();
    }
  }

  async #poll(): Promise<void> {
    const headers: Record<string, string> = this.#contacted ? { "if-none-match": `"${this.#known}"` } : {};
    const answer = await this.#wire.json("/api/v1/snapshot", { headers });
    if (answer !== undefined) this.#take(answer);
    else this.#onContact();
  }

  #take(wire: unknown): void {
    const snapshot = parseSnapshot(wire);
    if (this.#current.offer(snapshot) === "older") {
      this.#problem(new Error(`Revision ${snapshot.revision} was refused: ${this.#known} is known already.`));
    }
    this.#contacted = true;
    this.#onContact();
  }

  /** Takes a change that begins at or before what is held. Where one in between is missing, fetches the whole. */
  async #change(delta: Delta): Promise<void> {
    const held = this.#current.newest;
    if (!held || delta.from > held.revision) return this.#catchUp(delta.revision);
    if (delta.revision > held.revision) this.#current.offer(applyDelta(held, delta));
    this.#onContact();
  }

  /** Rejects when the server's answers stay behind what its stream said: a new stream says what is missing. */
  async #catchUp(revision: number): Promise<void> {
    await this.refresh();
    // That may have joined a request older than the change.
    if (this.#known < revision) await this.refresh();
    if (this.#known < revision) throw new Error(`Revision ${revision} was announced; what can be had is ${this.#known}.`);
  }

  /** Revision of the newest state that came; -1 before there is one. */
  get #known(): number {
    return this.#current.newest?.revision ?? -1;
  }
}
