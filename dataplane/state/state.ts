import type { PublishedEnvironment } from "../../lib/snapshot/reads.ts";
import type { DataplaneToken } from "../../lib/tokens/reads/dataplane.ts";
import { Refusal } from "../http/refusal.ts";
import { LiveEnvironment } from "./environment.ts";
import { type Limits, type LiveToken, Tokens } from "./tokens.ts";

type Listener = (environment: LiveEnvironment) => void;

/** Everything that is served, in memory: replaced whole, never changed in place. */
export class State {
  /** False until Postgres or the disk gave the first answer. */
  known = false;
  readonly tokens: Tokens;
  private readonly environments = new Map<string, LiveEnvironment>();
  private readonly changeListeners: Listener[] = [];
  private readonly forgetListeners: ((id: string) => void)[] = [];
  private readonly tokenListeners: (() => void)[] = [];
  private away: Date | null = null;

  constructor(limits: Limits) {
    this.tokens = new Tokens(limits);
  }

  /** Since when Postgres has been away, or null. */
  get staleSince(): Date | null {
    return this.away;
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

  publish(published: PublishedEnvironment): void {
    const before = this.environments.get(published.id);
    const live = new LiveEnvironment(published, this.away !== null);
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

  /** Marks every answer from now on as given without Postgres, or no longer. */
  setStale(stale: boolean): void {
    if (stale === (this.away !== null)) return;
    this.away = stale ? new Date() : null;
    for (const [id, live] of this.environments) this.environments.set(id, new LiveEnvironment(live.published, stale));
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
}
