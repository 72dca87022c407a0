import { samePlace } from "../../lib/core/evaluation/delta.ts";
import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import type { Wire } from "../connection/wire.ts";
import type { Current } from "../kernel/current.ts";
import type { LeaseError } from "../kernel/errors.ts";
import { newInstanceName, type Settings } from "../kernel/options.ts";
import { newRun, type Run, withRun } from "../kernel/run.ts";
import { goodForMs, type SavedState } from "../kernel/state.ts";
import { Persistence } from "../state/persistence.ts";
import { Acknowledgement, type Terms } from "./acknowledgement.ts";
import { actingTerms, knownTerms } from "./acting.ts";
import { type Moment, momentNow, Permit } from "./permit.ts";
import { Written } from "./written.ts";

type RegistrationOptions = {
  settings: Settings;
  wire: Wire;
  current: Current;
  /** Whether half-done writes wait to be told, and how long the oldest has. */
  owes: () => boolean;
  owedSeconds: () => number;
  /** What operations and the ledger allow to acknowledge. */
  acknowledgeable: () => number;
  onLost: (why: LeaseError) => void;
  refresh: () => Promise<void>;
  /** Hears the server's time, in milliseconds, and between which moments of the steady clock it was said. */
  onTime: (serverMs: number, askedAt: number, answeredAt: number) => void;
};

/** The server takes no more; the revision stays unacknowledged however long it takes. */
const LONGEST_OPERATION = 3600;

/**
 * Sees to it that changes wait for this instance whenever it may act on its `call` and `data` switches: from the
 * saved state over the lease to the word that it is gone.
 */
export class Registration {
  readonly registered: Promise<void>;
  readonly written: Written;
  readonly #options: RegistrationOptions;
  readonly #permit: Permit;
  readonly #persistence: Persistence | null;
  readonly #acknowledgement: Acknowledgement;
  readonly #run = newRun();
  /** Those that saved before this one, until the server has heard that they ended. */
  #former: readonly Run[] = [];
  #onRegistered: () => void = () => undefined;
  #instance: string | null = null;
  #lease: SavedState["lease"] = null;
  /** On which terms the lease was given. */
  #savedTerms: SavedState["onLeaseLoss"];
  #deregistered = false;
  #loaded = false;
  #contacted = false;
  #history: Snapshot | null = null;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    const { settings, wire, current, refresh } = options;
    this.#savedTerms = settings.onLeaseLoss;
    this.written = new Written(settings.writes);
    this.registered = new Promise((resolve) => {
      this.#onRegistered = resolve;
    });
    this.#permit = new Permit((why) => {
      options.onLost(why);
      // Nobody acts on what is held any more.
      current.adopt();
    });
    this.#persistence = settings.state && new Persistence(settings.state, () => this.advance(), settings.onProblem);
    this.#acknowledgement = new Acknowledgement({
      wire,
      terms: (registers) => this.#terms(registers),
      leaseSeconds: settings.leaseSeconds,
      current: () => current.revision,
      newest: () => current.newest?.revision ?? -1,
      onAdopt: () => current.adopt(),
      revision: () => this.#acknowledgeable,
      onForeign: () => {
        this.#former = [];
      },
      onGranted: (seconds, since, terms) => this.#granted(seconds, since, terms),
      onLost: (why) => this.#lost(why),
      refresh,
      onTime: options.onTime,
      problem: settings.onProblem,
    });
  }

  /** Why `call` and `data` switches may not be acted on; null when they may. */
  get refusal(): LeaseError | null {
    return this.#permit.refusal;
  }

  /** Name of this running copy. */
  get instance(): string {
    this.#instance ??= this.#options.settings.instance ?? newInstanceName();
    return this.#instance;
  }

  /** Takes up the saved state. It may turn out good only later, where the store answers with a promise. */
  begin(): void {
    const { settings, current } = this.#options;
    if (settings.bootstrap) current.offer(settings.bootstrap.snapshot);
    current.onChange((snapshot) => this.#changed(snapshot));
    if (this.#persistence) this.#persistence.load((saved) => this.#takeUp(saved));
    else this.#takeUp(null);
  }

  /** The server said which state it has. */
  contact(): void {
    this.#contacted = true;
    if (this.#loaded) this.#acknowledgement.start();
    this.#acknowledgement.retry();
  }

  /** Something drained, was delivered or was saved. */
  advance(): void {
    this.#acknowledgement.advance();
  }

  /** A state of another lineage waits: the server wants to know what this instance acts on meanwhile. */
  renew(): void {
    this.#acknowledgement.renew();
  }

  /** Half-done writes of this module may come from here. Those named in one go are told together. */
  writes(module: string): void {
    if (this.written.add(module)) queueMicrotask(() => this.#acknowledgement.renew());
  }

  /** Nothing may be acted on from now on. */
  stop(): void {
    this.#permit.end("The client is closed: changes do not wait for this instance any more.");
  }

  /** Deregisters, provided that nothing which happened here is still untold. */
  async close(told: boolean, seconds: number): Promise<void> {
    const { onProblem: problem } = this.#options.settings;
    const leaving = told && this.#acknowledgement.asked;
    if (leaving) {
      this.#deregistered = true;
      this.#save();
    }
    const saved = (await this.#persistence?.close(seconds)) ?? true;
    if (!told) problem(new Error("Half-done writes could not be told, so this instance did not deregister."));
    else if (!saved) problem(new Error("The end could not be saved, so this instance did not deregister."));
    await this.#acknowledgement.close(leaving && saved);
  }

  #takeUp(saved: SavedState | null): void {
    const { settings, current } = this.#options;
    if (saved) current.offer(saved.snapshot);
    const mine = [saved, settings.bootstrap].find((state) => state && this.#isMine(state));
    if (saved?.foreign) settings.onProblem(new Error(`The saved state is not this copy's own: ${saved.foreign}`));
    if (mine) {
      this.#instance = mine.instance;
      this.#former = mine.runs;
      this.#lease = mine.lease;
      this.#deregistered = mine.deregistered;
      this.#savedTerms = mine.onLeaseLoss;
    }
    this.written.takeUp(mine ? mine.writes : null);
    this.#loaded = true;
    const goodMs = mine ? goodForMs(mine, settings.onLeaseLoss, Date.now()) : 0;
    if (goodMs > 0) this.#permit.grant(goodMs, momentNow());
    else if (settings.coldStart === "persisted" && current.snapshot) this.#permit.grant(Number.POSITIVE_INFINITY, momentNow());
    // A restart must find this run before the server does.
    this.#save();
    if (this.#contacted) this.#acknowledgement.start();
  }

  /** Whether changes may have waited for this very copy, under the name it had. */
  #isMine({ service, instance, foreign }: SavedState): boolean {
    const { settings } = this.#options;
    return foreign === null && service === settings.service && instance !== null && (settings.instance ?? instance) === instance;
  }

  #changed(snapshot: Snapshot): void {
    const before = this.#history;
    this.#history = snapshot;
    if (before && !samePlace(before, snapshot)) {
      this.#persistence?.forget();
      this.#acknowledgement.forget("The state of another installation arrived; this instance is not registered there.");
    }
    this.#acknowledgement.came();
    this.#save();
    this.advance();
  }

  #granted(seconds: number, since: Moment, { register, writes }: Terms): void {
    const { settings } = this.#options;
    const first =
      this.#lease === null || this.#deregistered || this.#savedTerms !== settings.onLeaseLoss || this.#former.length > 0;
    this.#lease = { until: since.wall + seconds * 1000, savedAt: Date.now() };
    this.#savedTerms = settings.onLeaseLoss;
    this.#deregistered = false;
    this.#former = [];
    const told = this.written.stored(writes, register === true);
    // Without an end there is nothing to keep up to date.
    if (first || told || settings.onLeaseLoss === "fence") this.#save();
    this.#permit.grant(settings.onLeaseLoss === "fence" ? seconds * 1000 : Number.POSITIVE_INFINITY, since);
    this.#onRegistered();
  }

  #lost(why: string): void {
    this.#permit.revoke(why);
    this.#lease = null;
    this.#save();
  }

  #save(): void {
    const { snapshot } = this.#options.current;
    if (!this.#persistence || !this.#loaded || !snapshot) return;
    this.#persistence.save({
      snapshot,
      service: this.#options.settings.service,
      instance: this.instance,
      lease: this.#lease,
      onLeaseLoss: this.#savedTerms,
      deregistered: this.#deregistered,
      writes: this.written.known,
      runs: withRun(this.#former, this.#run),
      foreign: null,
    });
  }

  get #acknowledgeable(): number {
    return Math.min(this.#options.acknowledgeable(), this.#persistence?.revision ?? Number.POSITIVE_INFINITY);
  }

  #terms(registers: boolean): Terms {
    const { current, owes, settings } = this.#options;
    const { service, version, onLeaseLoss, coldStart, operationSeconds, onProblem } = settings;
    const told = { acknowledgeable: this.#acknowledgeable, owes: owes() };
    return {
      service,
      instance: this.instance,
      version,
      ...this.#run,
      ...actingTerms(current, told, onProblem),
      ...knownTerms(current),
      onLeaseLoss,
      coldStart,
      // An operation lasts until what it left half done is known: whoever ends before that leaves a doubt as old.
      operationSeconds: Math.min(LONGEST_OPERATION, Math.ceil(operationSeconds + this.#options.owedSeconds())),
      writes: this.written.say(registers),
      ...(registers ? { register: true, succeeds: this.#former } : {}),
    };
  }
}
