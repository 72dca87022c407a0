import type { OnUnreadable } from "../../lib/core/evaluation/rules.ts";
import type { PublishedEnvironment } from "../../lib/snapshot/reads/published.ts";
import type { DataplaneToken } from "../../lib/tokens/reads/dataplane.ts";
import { Refusal } from "../http/refusal.ts";
import { LiveEnvironment } from "./environment.ts";
import { type Limits, type LiveToken, Tokens } from "./tokens.ts";

type Listener = (environment: LiveEnvironment) => void;

/** Everything that is served, in memory: replaced whole, never changed in place. */
export class State {
  /** Hears of values that rules of an environment could not read when they were asked here. */
  onUnreadable: (environmentId: string, ...told: Parameters<OnUnreadable>) => void = () => undefined;
  /** False until Postgres or the disk gave the first answer. */
  known = false;
  readonly tokens: Tokens;
  private readonly environments = new Map<string, LiveEnvironment>();
  private readonly changeListeners: Listener[] = [];
  private readonly forgetListeners: ((id: string) => void)[] = [];
  private readonly tokenListeners: (() => void)[] = [];
  private readonly staleListeners: Listener[] = [];
  /** Whether an environment that comes is taken for out of date. */
  private away = false;

  constructor(limits: Limits) {
    this.tokens = new Tokens(limits);
  }

  /** Whether some answers may be out of date. */
  get stale(): boolean {
    return this.away || [...this.environments.values()].some(({ stale }) => stale);
  }

  get size(): number {
    return this.environments.size;
  }

  environment(id: string): LiveEnvironment | undefined {
    return this.environments.get(id);
  }

  /** The environment of a token. Throws 503 while it is not known, which lasts moments after it was made. */
  environmentOf({ token }: LiveToken): LiveEnvironment {
    const found = token.environmentId === null ? undefined : this.environments.get(token.environmentId);
    if (!found) throw new Refusal(503, "The environment of this token is not known here yet.", { retryAfter: 1 });
    return found;
  }

  /** The project an environment belongs to; an environment not known is taken for a project of its own. */
  projectOf(id: string): string {
    return this.environments.get(id)?.snapshot.project ?? id;
  }

  ids(): IterableIterator<string> {
    return this.environments.keys();
  }

  publish(published: PublishedEnvironment, stale = this.away): void {
    const before = this.environments.get(published.id);
    const noted: OnUnreadable = (...told) => this.onUnreadable(published.id, ...told);
    const live = before ? before.next(published, stale) : new LiveEnvironment(published, stale, noted);
    this.environments.set(published.id, live);
    if (before?.revision !== live.revision) for (const listener of this.changeListeners) listener(live);
  }

  forget(id: string): void {
    this.environments.delete(id);
    for (const listener of this.forgetListeners) listener(id);
  }

  setTokens(tokens: readonly DataplaneToken[]): void {
    this.tokens.replace(tokens);
    for (const listener of this.tokenListeners) listener();
  }

  /** Marks answers as given without the place they come from, or no longer: of one environment, or of all and those to come. */
  setStale(stale: boolean, only?: string): void {
    if (only === undefined) this.away = stale;
    for (const id of only === undefined ? [...this.environments.keys()] : [only]) {
      const before = this.environments.get(id);
      if (!before || before.stale === stale) continue;
      const live = before.next(before.published, stale);
      this.environments.set(id, live);
      for (const listener of this.staleListeners) listener(live);
    }
  }

  onChange(listener: Listener): void {
    this.changeListeners.push(listener);
  }

  onForget(listener: (id: string) => void): void {
    this.forgetListeners.push(listener);
  }

  onTokens(listener: () => void): void {
    this.tokenListeners.push(listener);
  }

  onStale(listener: Listener): void {
    this.staleListeners.push(listener);
  }
}
