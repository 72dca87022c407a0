import type {
  AnyProviderEvent,
  ErrorCode,
  EvaluationContext,
  EventContext,
  JsonValue,
  Provider,
  ResolutionDetails,
} from "@openfeature/server-sdk";
import { sameHistory } from "../lib/core/evaluation/delta.ts";
import type { Snapshot } from "../lib/core/evaluation/snapshot.ts";
import type { Position } from "../lib/core/stages/positions.ts";
import { createClient } from "./kernel/client.ts";
import type { Client } from "./kernel/client-types.ts";
import type { ClientOptions } from "./kernel/options.ts";
import { later } from "./kernel/timing.ts";
import { ProviderEvents } from "./openfeature/events.ts";

const REGISTRATION_MS = 1500;

/**
 * An OpenFeature provider that evaluates inside the process. Every switch is a string flag whose value and variant are
 * a position. It takes a client, which stays the caller's to close, or the options of one, which it makes with
 * `initialize` and closes with `onClose`.
 */
export class SwitchyardProvider implements Provider {
  /** What OpenFeature calls this provider. */
  readonly metadata = { name: "Switchyard" } as const;
  /** In servers only: the token must not reach a browser. */
  readonly runsOn = "server";
  /** READY, STALE without contact, CONFIGURATION_CHANGED with the keys, ERROR when no state came in time. */
  readonly events = new ProviderEvents();
  readonly #given: Client | ClientOptions;
  readonly #readyMs: number;
  #client: Client | null = null;
  #stops: (() => void)[] = [];

  /** `readyMs` is how long `initialize` waits for the first state, in milliseconds. Throws nothing. */
  constructor(given: Client | ClientOptions, { readyMs = 10_000 }: { readyMs?: number } = {}) {
    this.#given = given;
    this.#readyMs = readyMs;
  }

  /** Resolves once there is a state to answer from. Rejects when none came in time, or with a TypeError for a faulty option. */
  async initialize(): Promise<void> {
    const client = isClient(this.#given) ? this.#given : createClient(this.#given);
    this.#client = client;
    await this.#ready(client);
    let { inContact } = client;
    let known = client.snapshot();
    // OpenFeature says READY itself once this has resolved; what is true beyond that comes after it.
    if (known && !inContact) later(0, () => this.#emit("PROVIDER_STALE", { message: "Switchyard cannot be reached." }));
    this.#stops = [
      client.on("change", (snapshot) => {
        if (known === null) {
          inContact = true;
          this.#emit("PROVIDER_READY");
        }
        this.#emit("PROVIDER_CONFIGURATION_CHANGED", { flagsChanged: changedKeys(known, snapshot) });
        known = snapshot;
      }),
      client.on("contact", (now) => {
        if (now === inContact || known === null) return;
        inContact = now;
        this.#emit(now ? "PROVIDER_READY" : "PROVIDER_STALE");
      }),
    ];
    if (known === null) throw new Error(`No state came within ${this.#readyMs / 1000} s.`);
  }

  /** Stops the events, and closes the client if the provider made it. */
  async onClose(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    for (const stop of this.#stops.splice(0)) stop();
    this.events.removeAllHandlers();
    if (client && client !== this.#given) await client.close();
  }

  /** The position of a switch for the context's subject. */
  async resolveStringEvaluation(key: string, fallback: string, context: EvaluationContext): Promise<ResolutionDetails<string>> {
    const client = this.#client;
    if (!client) return failed(fallback, "PROVIDER_NOT_READY", "The provider is not initialized.");
    const answer = client.evaluate<Position>(key, plain(context), fallback as Position);
    if (answer.reason !== "ERROR")
      return { value: answer.value, variant: answer.variant, reason: answer.reason, flagMetadata: answer.metadata };
    // With a code OpenFeature would take the fallback, which the switch's floor has just overruled.
    if (answer.value !== fallback) return { value: answer.value, reason: "ERROR", errorMessage: answer.errorDetails };
    return failed(fallback, answer.errorCode, answer.errorDetails);
  }

  /** No switch is a boolean: FLAG_NOT_FOUND or TYPE_MISMATCH. */
  async resolveBooleanEvaluation(key: string, fallback: boolean): Promise<ResolutionDetails<boolean>> {
    return this.#mismatch(key, fallback, "boolean");
  }

  /** No switch is a number: FLAG_NOT_FOUND or TYPE_MISMATCH. */
  async resolveNumberEvaluation(key: string, fallback: number): Promise<ResolutionDetails<number>> {
    return this.#mismatch(key, fallback, "number");
  }

  /** No switch is an object: FLAG_NOT_FOUND or TYPE_MISMATCH. */
  async resolveObjectEvaluation<T extends JsonValue>(key: string, fallback: T): Promise<ResolutionDetails<T>> {
    return this.#mismatch(key, fallback, "object");
  }

  /** Waits for the first state, and a little for the right to act on it: a token that may only read never gets that. */
  async #ready(client: Client): Promise<void> {
    const enough = new AbortController();
    const soon = () => later(REGISTRATION_MS, () => enough.abort());
    const stop = client.on("contact", soon);
    if (client.inContact) soon();
    await client.ready({ timeoutMs: this.#readyMs, signal: enough.signal });
    stop();
  }

  #mismatch<T>(key: string, fallback: T, asked: string): ResolutionDetails<T> {
    const snapshot = this.#client?.snapshot();
    if (!snapshot) return failed(fallback, "PROVIDER_NOT_READY", "No state has arrived yet.");
    if (Object.hasOwn(snapshot.switches, key)) return failed(fallback, "TYPE_MISMATCH", `“${key}” is a string, not a ${asked}.`);
    return failed(fallback, "FLAG_NOT_FOUND", `There is no switch “${key}” in ${snapshot.environment}.`);
  }

  #emit(type: `${AnyProviderEvent}`, context?: EventContext): void {
    if (this.#client) this.events.emit(type as AnyProviderEvent, context);
  }
}

function failed<T>(value: T, code: `${ErrorCode}`, errorMessage: string): ResolutionDetails<T> {
  return { value, reason: "ERROR", errorCode: code as ErrorCode, errorMessage };
}

function isClient(given: Client | ClientOptions): given is Client {
  return "evaluate" in given;
}

/** Rules compare text, as they do with what comes over HTTP. */
function plain(context: EvaluationContext): EvaluationContext {
  const dates = Object.entries(context).filter(([, value]) => value instanceof Date);
  if (dates.length === 0) return context;
  return { ...context, ...Object.fromEntries(dates.map(([name, value]) => [name, JSON.parse(JSON.stringify(value))])) };
}

/** Keys of the switches that are not as they were. */
function changedKeys(before: Snapshot | null, after: Snapshot): string[] {
  const keys = new Set([...Object.keys(before?.switches ?? {}), ...Object.keys(after.switches)]);
  if (!before || !sameHistory(before, after)) return [...keys];
  return [...keys].filter((key) => {
    const [old, fresh] = [before.switches[key], after.switches[key]];
    return old !== fresh && JSON.stringify(old) !== JSON.stringify(fresh);
  });
}
