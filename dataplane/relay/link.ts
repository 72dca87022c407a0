import { setTimeout as pause } from "node:timers/promises";
import { applyDelta, parseDelta } from "../../lib/core/evaluation/delta.ts";
import { parseSnapshot, type Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { readEvents } from "../../lib/core/text/sse.ts";
import { log } from "../../lib/platform/log.ts";
import type { DataplaneToken } from "../../lib/tokens/reads/dataplane.ts";
import type { Memory } from "../state/memory.ts";
import type { State } from "../state/state.ts";
import { reasonOf, type Upstream } from "./upstream.ts";
import { type About, aboutSchema, goneSchema, RELAY_PATHS, refreshedSchema, tokensSchema } from "./wire.ts";

/** The dataplane above speaks every three seconds, if only to say that it is there. */
const SILENCE_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** Another replica may not have heard of what is known here; after this long it is taken for a restored past. */
const BEHIND_MS = 10_000;
const CATCH_UP_MS = 1000;

type Links = { state: State; memory: Memory; onTokens: (environment: string, tokens: DataplaneToken[] | null) => void };

/** What the dataplane above says to one token, followed for as long as it takes. */
export class Link {
  readonly upstream: Upstream;
  /** Its environments: one, or all of them within one installation. */
  readonly ids = new Set<string>();
  private readonly parts: Links;
  private readonly digests = new Map<string, string>();
  private readonly ended = new AbortController();
  private stream = new AbortController();
  private waiting: (() => void)[] = [];
  private about: About | null = null;
  /** Named by the stream that is open. */
  private seen = new Set<string>();
  /** Whose switches came from above; the disk may hold the past of another installation. */
  private readonly taken = new Set<string>();
  private failures = 0;
  private followedAt = 0;
  /** Since when it cannot be followed, and why; null while it can. */
  away: { since: Date; why: string } | null = { since: new Date(), why: "not reached yet" };

  constructor(upstream: Upstream, parts: Links) {
    this.upstream = upstream;
    this.parts = parts;
  }

  async run(): Promise<void> {
    while (!this.ended.signal.aborted) {
      const why = await this.follow().then(() => "the stream ended", reasonOf);
      if (this.ended.signal.aborted) return;
      this.lose(why);
      this.failures += 1;
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failures, 10));
      await pause(longest * (0.5 + Math.random() / 2), undefined, { signal: this.ended.signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.ended.abort();
    this.stream.abort();
  }

  /** Waits until everything is heard that the dataplane above can know now; false when that takes too long. */
  async catchUp(): Promise<boolean> {
    try {
      const { environments } = await this.upstream.post(RELAY_PATHS.refresh, {}, refreshedSchema);
      return await this.until(() =>
        environments.every(({ id, revision, tokens }) => {
          return (this.parts.state.environment(id)?.revision ?? -1) >= revision && this.digests.get(id) === tokens;
        }),
      );
    } catch {
      return false;
    }
  }

  /** Settles when it is followed, or the time is over. */
  reached(): Promise<boolean> {
    return this.until(() => this.away === null);
  }

  private async until(holds: () => boolean): Promise<boolean> {
    const end = performance.now() + CATCH_UP_MS;
    while (!holds()) {
      const left = end - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((heard) => {
        this.waiting.push(heard);
        setTimeout(heard, left).unref();
      });
    }
    return true;
  }

  private async follow(): Promise<void> {
    this.stream = new AbortController();
    const { signal } = this.stream;
    const silence = setTimeout(() => this.stream.abort(new Error("the stream fell silent")), SILENCE_MS);
    try {
      const headers: Record<string, string> = { accept: "text/event-stream", "accept-encoding": "identity" };
      const [only] = this.ids.size === 1 ? this.taken : [];
      const held = only === undefined ? undefined : this.parts.state.environment(only);
      if (held) headers["last-event-id"] = String(held.revision);
      const { body } = await this.upstream.open(RELAY_PATHS.stream, { headers, signal });
      if (!body) throw new Error("the stream has no body");
      this.seen = new Set();
      this.about = null;
      for await (const { event, data } of readEvents(until(signal, body), () => silence.refresh()))
        this.hear(event, JSON.parse(data || "{}"));
    } finally {
      clearTimeout(silence);
      this.stream.abort();
    }
  }

  private hear(event: string, data: unknown): void {
    if (event === "environment") this.hearAbout(aboutSchema.parse(data));
    else if (event === "snapshot") this.take(parseSnapshot(data));
    else if (event === "change") this.change(data);
    else if (event === "tokens") {
      const { environment, digest, tokens } = tokensSchema.parse(data);
      this.digests.set(environment, digest);
      this.parts.onTokens(environment, tokens);
    } else if (event === "gone") this.forget(goneSchema.parse(data).id);
    else if (event === "complete") this.complete();
    this.wake();
  }

  private hearAbout(about: About): void {
    this.about = about;
    this.ids.add(about.id);
    this.seen.add(about.id);
    const known = this.parts.state.environment(about.id);
    if (known?.revision === about.revision && this.taken.has(about.id)) this.take(known.snapshot);
  }

  private change(data: unknown): void {
    const delta = parseDelta(data);
    const known = this.parts.state.environment(this.about?.id ?? "");
    if (known?.revision !== delta.from) throw new Error(`a change from revision ${delta.from}, which is not known here`);
    this.take(applyDelta(known.snapshot, delta));
  }

  private take(snapshot: Snapshot): void {
    if (!this.about) throw new Error("switches of an environment that was not named");
    const { id, modules, changedAt, allowedOrigins, stale } = this.about;
    const known = this.parts.state.environment(id);
    const older = known && this.taken.has(id) && snapshot.revision < known.revision;
    if (older && performance.now() - this.followedAt < BEHIND_MS) throw new Error("the dataplane above is behind");
    this.followedAt = performance.now();
    this.taken.add(id);
    const beside = JSON.stringify([modules, changedAt, allowedOrigins]);
    const { published } = known ?? {};
    const same =
      published?.snapshot === snapshot &&
      beside === JSON.stringify([published.modules, published.changedAt, published.allowedOrigins]);
    if (same) this.parts.state.setStale(stale, id);
    else this.parts.memory.publish({ id, modules, changedAt, allowedOrigins, snapshot }, stale);
  }

  private complete(): void {
    for (const id of [...this.ids]) if (!this.seen.has(id)) this.forget(id);
    if (this.away) log.info("in step with the dataplane above");
    this.away = null;
    this.failures = 0;
    this.parts.state.known = true;
  }

  private forget(id: string): void {
    this.ids.delete(id);
    this.digests.delete(id);
    this.taken.delete(id);
    this.parts.memory.forget(id);
    this.parts.onTokens(id, null);
  }

  private lose(why: string): void {
    if (this.away?.why !== why) log.warn({ error: why }, "cannot follow the dataplane above, answering from memory");
    this.away = { since: this.away?.since ?? new Date(), why };
    for (const id of this.ids) this.parts.state.setStale(true, id);
    this.wake();
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const heard of waiting) heard();
  }
}

/** The same bytes, ended by the signal whatever fetch makes of it: a body may wait on after its request was aborted. */
async function* until(signal: AbortSignal, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await Promise.race([chunks.next(), aborted]);
    if (done) return;
    yield value;
  }
}
