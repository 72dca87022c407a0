import { asError } from "./errors.ts";
import { backoff, later } from "./timing.ts";
import type { Wire } from "./wire.ts";

type Identity = { service: string; instance: string; version: string };

type AcknowledgementOptions = {
  wire: Wire;
  identity: Identity;
  leaseSeconds: number;
  /** What may be acknowledged now; negative before there is anything. */
  revision: () => number;
  /** Told the revision the server knows, whenever it answers. */
  onAnswer: (known: number) => void;
  problem: (problem: Error) => void;
};

const FIRST_RETRY_MS = 500;

/** Tells the server which revision this instance has drained to, and renews its lease. One request at a time. */
export class Acknowledgement {
  readonly #options: AcknowledgementOptions;
  readonly #renewMs: number;
  readonly #attempted: Promise<void>;
  #onAttempted: () => void = () => undefined;
  #started = false;
  #acknowledged = -1;
  #failures = 0;
  #sending: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: AcknowledgementOptions) {
    this.#options = options;
    this.#renewMs = (options.leaseSeconds * 1000) / 3;
    this.#attempted = new Promise((resolve) => {
      this.#onAttempted = resolve;
    });
  }

  /** Resolves when the server has been told for the first time, whether it listened or not. */
  get attempted(): Promise<void> {
    return this.#attempted;
  }

  /** Registers. Before contact there is nobody to tell. */
  start(): void {
    this.#started = true;
    this.advance();
  }

  /** Sends what has drained since the last time, at once. Cheap when that is nothing. */
  advance(): void {
    if (this.#started && this.#failures === 0 && this.#options.revision() > this.#acknowledged) this.#send();
  }

  /** Deregisters: from now on no change waits for this instance. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sending;
    if (!this.#started) return;
    await this.#post(Math.max(0, this.#options.revision()), 0).catch((error) => this.#options.problem(asError(error)));
  }

  #send(): void {
    if (this.#closed || this.#sending) return;
    clearTimeout(this.#timer);
    this.#sending = this.#attempt().finally(() => {
      this.#sending = null;
      this.#onAttempted();
      if (this.#closed) return;
      const pause = this.#failures === 0 ? this.#renewMs : backoff(this.#failures, FIRST_RETRY_MS, this.#renewMs);
      this.#timer = later(pause, () => this.#send());
      this.advance();
    });
  }

  async #attempt(): Promise<void> {
    const revision = this.#options.revision();
    try {
      const known = await this.#post(revision, this.#options.leaseSeconds);
      this.#acknowledged = revision;
      this.#failures = 0;
      this.#options.onAnswer(known);
    } catch (error) {
      this.#failures += 1;
      this.#options.problem(asError(error));
    }
  }

  /** Answers the revision the server knows. */
  async #post(revision: number, leaseSeconds: number): Promise<number> {
    const answer = await this.#options.wire.json("/api/v1/instances", {
      body: { ...this.#options.identity, revision, leaseSeconds },
    });
    const known = typeof answer === "object" && answer !== null && "revision" in answer ? answer.revision : null;
    return typeof known === "number" ? known : revision;
  }
}
