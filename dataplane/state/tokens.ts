import { createHash } from "node:crypto";
import { type Scope, scopesAllow } from "../../lib/core/access/policy.ts";
import type { DataplaneToken } from "../../lib/tokens/reads/dataplane.ts";
import type { ContactKind } from "../../lib/tokens/schema.ts";
import { TokenBucket } from "../http/bucket.ts";

/** What one token may do a second; bytes and points of what it reports are without a limit where none is given. */
export type Limits = { readsPerSecond: number; reportsPerSecond: number; bytesPerSecond?: number; pointsPerSecond?: number };

/** When something was done last, and what of that is stored; epoch milliseconds. */
export type Heard = { at: number; storedAt: number };

/** A token as requests meet it. */
export class LiveToken {
  readonly token: DataplaneToken;
  readonly reads: TokenBucket;
  readonly reports: TokenBucket;
  readonly bytes: TokenBucket;
  readonly points: TokenBucket;
  /** Epoch milliseconds of the last request; 0 before the first. */
  usedAt = 0;
  readonly contacts: Record<ContactKind, Map<string, Heard>> = { flag: new Map(), flags: new Map(), otlp: new Map() };

  constructor(token: DataplaneToken, limits: Limits) {
    this.token = token;
    this.reads = new TokenBucket(limits.readsPerSecond);
    this.reports = new TokenBucket(limits.reportsPerSecond);
    this.bytes = new TokenBucket(limits.bytesPerSecond ?? Number.MAX_SAFE_INTEGER);
    this.points = new TokenBucket(limits.pointsPerSecond ?? Number.MAX_SAFE_INTEGER);
  }

  /** Heard now. `name` is one of a switch or module there is, which bounds how many are kept. */
  heard(kind: ContactKind, name: string, at: number): void {
    const known = this.contacts[kind].get(name);
    if (known) known.at = at;
    else this.contacts[kind].set(name, { at, storedAt: 0 });
  }

  isLive(now: number): boolean {
    return this.token.expiresAt === null || now < this.token.expiresAt;
  }
}

const REMEMBERED_SECRETS = 10_000;

/** The tokens that are good now. A secret is hashed the first time it is seen, then found by itself. */
export class Tokens {
  private readonly limits: Limits;
  /** The one that belongs to no environment and relays them all, for processes of the same installation. */
  private inner: LiveToken | null = null;
  private live: LiveToken[] = [];
  private byHash = new Map<string, LiveToken>();
  private byId = new Map<string, LiveToken>();
  private bySecret = new Map<string, LiveToken>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Puts another set in place. Tokens that did not change keep what is known of their use. */
  replace(tokens: readonly DataplaneToken[]): void {
    this.live = tokens.map((token) => {
      const before = this.byId.get(token.id);
      return before && sameToken(before.token, token) ? before : new LiveToken(token, this.limits);
    });
    const all = this.inner ? [...this.live, this.inner] : this.live;
    this.byHash = new Map(all.map((each) => [each.token.hash, each]));
    this.byId = new Map(all.map((each) => [each.token.id, each]));
    this.bySecret = new Map();
  }

  /** Lets in, beside all others, who knows this secret. */
  letIn(secret: string): void {
    const token = { id: "inner", hash: hashOf(secret), environmentId: null, scopes: ["relay"], expiresAt: null };
    const unlimited = { readsPerSecond: Number.MAX_SAFE_INTEGER, reportsPerSecond: Number.MAX_SAFE_INTEGER };
    this.inner = new LiveToken(token, unlimited);
    this.replace(this.live.map(({ token }) => token));
  }

  isInner(token: LiveToken): boolean {
    return token === this.inner;
  }

  find(secret: string): LiveToken | undefined {
    const remembered = this.bySecret.get(secret);
    if (remembered) return remembered;
    const found = this.byHash.get(hashOf(secret));
    if (!found) return undefined;
    if (this.bySecret.size >= REMEMBERED_SECRETS) this.bySecret.clear();
    this.bySecret.set(secret, found);
    return found;
  }

  get(id: string): LiveToken | undefined {
    return this.byId.get(id);
  }

  /** Whether the token of that id is still good for `scope`. */
  may(id: string, scope: Scope): boolean {
    const found = this.byId.get(id);
    return found?.isLive(Date.now()) === true && scopesAllow(found.token.scopes, scope);
  }

  all(): readonly LiveToken[] {
    return this.live;
  }
}

/** SHA-256, hex. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function sameToken(a: DataplaneToken, b: DataplaneToken): boolean {
  return (
    a.hash === b.hash && a.environmentId === b.environmentId && a.expiresAt === b.expiresAt && a.scopes.join() === b.scopes.join()
  );
}
