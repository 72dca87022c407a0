import type { Wire } from "../connection/wire.ts";
import { asError, RequestError } from "../kernel/errors.ts";
import { backoff, later } from "../kernel/timing.ts";
import { type Moment, momentNow } from "./permit.ts";

/** Told beside the revision and the lease. */
export type Terms = { register?: true; writes?: readonly string[]; [more: string]: unknown };

type AcknowledgementOptions = {
  wire: Wire;
  /** Who this is and on which terms; told with every request, the first of which registers. */
  terms: (registers: boolean) => Terms;
  leaseSeconds: number;
  /** The revision this instance would act on; negative before there is one. */
  current: () => number;
  /** That of the newest state known, which may wait; see Current. */
  newest: () => number;
  /** The state that waits may be taken. */
  onAdopt: () => void;
  /** What may be acknowledged: drained, saved, and with everything that failed under earlier ones delivered. */
  revision: () => number;
  /** The server knows the runs that this one says it succeeds otherwise. */
  onForeign: () => void;
  /** The terms are stored, and changes wait for this instance now, for `leaseSeconds` from `since` on. */
  onGranted: (leaseSeconds: number, since: Moment, terms: Terms) => void;
  /** They do not any more. */
  onLost: (why: string) => void;
  /** Asks for the newest state; settles when it is there or could not be had. */
  refresh: () => Promise<void>;
  /** Hears the server's time, in milliseconds, and between which moments of the steady clock it was said. */
  onTime: (serverMs: number, askedAt: number, answeredAt: number) => void;
  problem: (problem: Error) => void;
};

/** The server asks for no more; what it says beyond that is a mistake. */
const LONGEST_SPREAD_MS = 1000;
const FIRST_RETRY_MS = 500;
/** An answer that is later than this is lost; the server gives one within two seconds. */
const SHORTEST_TIMEOUT_MS = 2500;
const LONGEST_TIMEOUT_MS = 10_000;
/** Refusals that say: changes no longer wait for this instance. */
const LOST = ["unknown-instance", "lease-lost", "backwards"];
/** Told of a registration it is about the runs before this one; later, somebody else speaks for this one. */
const FOREIGN = ["not-this-run"];

/**
 * Registers this instance at the newest revision, tells which one it has drained to, and renews its lease. One
 * request at a time.
 */
export class Acknowledgement {
  readonly #options: AcknowledgementOptions;
  readonly #renewMs: number;
  #started = false;
  #asked = false;
  #registered = false;
  /** Of registrations: an answer to an earlier one says nothing. */
  #life = 0;
  #acknowledged = -1;
  /** Something besides the revision changed since the last request. */
  #untold = false;
  #failures = 0;
  #backingOff = false;
  #sending: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** A change reaches everybody at the same moment; over so long the server wants it acknowledged. */
  #spreadMs = 0;
  /** Runs until the moment drawn for the newest revision. Anything sent sooner takes the revision along. */
  #spread: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: AcknowledgementOptions) {
    this.#options = options;
    this.#renewMs = (options.leaseSeconds * 1000) / 3;
  }

  /** Before contact there is nobody to tell. */
  start(): void {
    this.#started = true;
    this.advance();
  }

  /** A revision came. Draws when it is acknowledged, if it may be by then; one that comes meanwhile joins it. */
  came(): void {
    if (this.#closed || !this.#registered || this.#spread || this.#spreadMs === 0) return;
    this.#spread = later(Math.random() * this.#spreadMs, () => {
      this.#spread = undefined;
      this.advance();
    });
  }

  /** Sends what may be acknowledged since the last time, unless that is drawn for later. Cheap when it is nothing. */
  advance(): void {
    if (this.#started && !this.#backingOff && this.#hasNews) this.#send();
  }

  /** Tells what changed besides the revision. */
  renew(): void {
    this.#untold = true;
    this.advance();
  }

  /** There is contact again: does not wait for the end of a pause. */
  retry(): void {
    if (this.#backingOff) this.#tick();
  }

  /** Whatever this instance was registered as counts no more. Registers anew. */
  forget(why: string): void {
    this.#registered = false;
    this.#life += 1;
    this.#options.onLost(why);
  }

  /** Whether the server may know of this instance. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Stops renewing; with `deregister`, no change waits for this instance from now on. */
  async close(deregister: boolean): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#endSpread();
    await this.#sending;
    if (!this.#asked || !deregister) return;
    await this.#post(this.#options.terms(false), Math.max(0, this.#acknowledged), 0).catch((error) => {
      if (!isRefusal(error, LOST)) this.#options.problem(asError(error));
    });
  }

  get #hasNews(): boolean {
    const { current, revision } = this.#options;
    if (!this.#registered) return current() >= 0 && revision() === current();
    return this.#untold || (!this.#spread && revision() > this.#acknowledged);
  }

  #send(): void {
    if (this.#closed || this.#sending) return;
    clearTimeout(this.#timer);
    this.#endSpread();
    this.#backingOff = false;
    this.#sending = this.#attempt().finally(() => {
      this.#sending = null;
      if (this.#closed) return;
      this.#backingOff = this.#failures > 0;
      const pause = this.#backingOff ? backoff(this.#failures, FIRST_RETRY_MS, this.#renewMs) : this.#renewMs;
      this.#timer = later(pause, () => this.#tick());
      this.advance();
    });
  }

  #endSpread(): void {
    clearTimeout(this.#spread);
    this.#spread = undefined;
  }

  #tick(): void {
    this.#backingOff = false;
    if (this.#registered) this.#send();
    else this.advance();
  }

  async #attempt(): Promise<void> {
    const { revision: acknowledgeable, leaseSeconds, newest, onGranted, onAdopt, onTime, refresh } = this.#options;
    const terms = this.#options.terms(!this.#registered);
    const revision = terms.register ? acknowledgeable() : Math.max(acknowledgeable(), this.#acknowledged);
    const since = momentNow();
    const life = this.#life;
    this.#asked = true;
    this.#untold = false;
    try {
      const answer = await this.#post(terms, revision, Math.ceil(leaseSeconds));
      if (!answer.stored) throw new Error("POST /api/v1/instances: Switchyard cannot store anything at present.");
      onTime(answer.nowMs, since.steady, performance.now());
      if (life !== this.#life) return;
      this.#registered = true;
      this.#acknowledged = revision;
      this.#spreadMs = answer.spreadMs;
      this.#failures = 0;
      onGranted(answer.leaseSeconds, since, terms);
      if (answer.adopt) onAdopt();
      if (answer.revision > newest()) void refresh();
    } catch (error) {
      await this.#cope(error, revision);
    }
  }

  async #cope(error: unknown, revision: number): Promise<void> {
    const { current, refresh, problem, onForeign } = this.#options;
    if (isRefusal(error, this.#registered ? [...LOST, ...FOREIGN] : LOST)) {
      problem(asError(error));
      this.forget(`Switchyard does not wait for this instance any more: ${asError(error).message}`);
      this.#failures = 0;
      await refresh();
      return;
    }
    if (isRefusal(error, ["behind"])) {
      await refresh();
      // What came meanwhile is registered at once.
      if (current() > revision) return;
    }
    if (isRefusal(error, FOREIGN)) onForeign();
    this.#failures += 1;
    problem(asError(error));
  }

  async #post(terms: Terms, revision: number, leaseSeconds: number): Promise<Answer> {
    const body = { ...terms, revision, leaseSeconds };
    const timeoutMs = Math.min(LONGEST_TIMEOUT_MS, Math.max(SHORTEST_TIMEOUT_MS, this.#renewMs));
    return answerIn(await this.#options.wire.json("/api/v1/instances", { body, timeoutMs }), revision, leaseSeconds);
  }
}

type Answer = { revision: number; leaseSeconds: number; nowMs: number; stored: boolean; adopt: boolean; spreadMs: number };

/** What the server does not say is as it was asked for. */
function answerIn(body: unknown, revision: number, leaseSeconds: number): Answer {
  const said: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  return {
    revision: typeof said.revision === "number" ? said.revision : revision,
    leaseSeconds: typeof said.leaseSeconds === "number" ? said.leaseSeconds : leaseSeconds,
    nowMs: Date.parse(String(said.now)),
    stored: said.stored !== false,
    adopt: said.adopt === true,
    spreadMs: typeof said.spreadSeconds === "number" ? Math.min(said.spreadSeconds * 1000, LONGEST_SPREAD_MS) : 0,
  };
}

function isRefusal(error: unknown, rules: readonly string[]): boolean {
  return error instanceof RequestError && error.rules.some((rule) => rules.includes(rule));
}
