import { createHash } from "node:crypto";
import type { DataplaneToken } from "../../lib/tokens/reads/dataplane.ts";
import { TokenBucket } from "../http/bucket.ts";

export type Limits = { readsPerSecond: number; reportsPerSecond: number };

/** A token as requests meet it. */
export class LiveToken {
  readonly token: DataplaneToken;
  readonly reads: TokenBucket;
  readonly reports: TokenBucket;
  /** Epoch milliseconds of the last request; 0 before the first. */
  usedAt = 0;

  constructor(token: DataplaneToken, limits: Limits) {
    this.token = token;
    this.reads = new TokenBucket(limits.readsPerSecond);
    this.reports = new TokenBucket(limits.reportsPerSecond);
  }

  isLive(now: number): boolean {
    return this.token.expiresAt === null || now < this.token.expiresAt;
  }
}

const REMEMBERED_SECRETS = 10_000;

/** The tokens that are good now. A secret is hashed the first time it is seen, then found by itself. */
export class Tokens {
  private readonly limits: Limits;
  private byHash = new Map<string, LiveToken>();
  private byId = new Map<string, LiveToken>();
  private bySecret = new Map<string, LiveToken>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Puts another set in place. Tokens that did not change keep what is known of their use. */
  replace(tokens: readonly DataplaneToken[]): void {
    const live = tokens.map((token) => {
      const before = this.byId.get(token.id);
      return before && sameToken(before.token, token) ? before : new LiveToken(token, this.limits);
    });
    this.byHash = new Map(live.map((each) => [each.token.hash, each]));
    this.byId = new Map(live.map((each) => [each.token.id, each]));
    this.bySecret = new Map();
  }

  find(secret: string): LiveToken | undefined {
    const remembered = this.bySecret.get(secret);
    if (remembered) return remembered;
    const found = this.byHash.get(createHash("sha256").update(secret).digest("hex"));
    if (!found) return undefined;
    if (this.bySecret.size >= REMEMBERED_SECRETS) this.bySecret.clear();
    this.bySecret.set(secret, found);
    return found;
  }

  get(id: string): LiveToken | undefined {
    return this.byId.get(id);
  }

  /** Whether the token of that id is still good for `scope`. */
  may(id: string, scope: string): boolean {
    const found = this.byId.get(id);
    return found?.isLive(Date.now()) === true && found.token.scopes.includes(scope);
  }

  all(): IterableIterator<LiveToken> {
    return this.byId.values();
  }
}

function sameToken(a: DataplaneToken, b: DataplaneToken): boolean {
  return (
    a.hash === b.hash && a.environmentId === b.environmentId && a.expiresAt === b.expiresAt && a.scopes.join() === b.scopes.join()
  );
}
