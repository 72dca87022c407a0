import type { IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import { presentedToken } from "../lib/core/access/credential.ts";
import { type Scope, scopesAllow } from "../lib/core/access/policy.ts";
import { Refusal } from "./http/refusal.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { State } from "./state/state.ts";
import type { LiveToken } from "./state/tokens.ts";

export type DataplaneScope = Extract<Scope, "read" | "report" | "relay">;

/** An unknown token may be newer than what is known here. Strangers make Postgres be asked no more often than this. */
const ASK_AGAIN_MS = 100;

/** Finds who asks. Answers from memory; only a token nobody heard of yet is worth asking Postgres for. */
export class Auth {
  readonly state: State;
  private readonly ask: () => Promise<void>;

  constructor(state: State, reloadTokens: () => Promise<unknown>) {
    this.state = state;
    // Not by the wall clock: set back an hour, it would keep new tokens out for as long.
    let askedAt = Number.NEGATIVE_INFINITY;
    this.ask = oneAtATime(async () => {
      const pause = askedAt + ASK_AGAIN_MS - performance.now();
      if (pause > 0) await setTimeout(pause);
      askedAt = performance.now();
      await reloadTokens();
    });
  }

  /** The token of the request, known or not; throws 401 when there is none. */
  secretOf(request: IncomingMessage): string {
    const { authorization, "x-api-key": key } = request.headers;
    const secret = presentedToken(authorization, typeof key === "string" ? key : undefined);
    if (secret !== null) return secret;
    throw new Refusal(401, "This needs a token: “Authorization: Bearer …” or “X-API-Key: …”.");
  }

  find(secret: string): LiveToken | undefined {
    return this.state.tokens.find(secret);
  }

  /** Looks once more after the tokens were read again; undefined when it is unknown for sure. */
  async findAgain(secret: string): Promise<LiveToken | undefined> {
    await this.ask();
    if (!this.state.known) throw new Refusal(503, "Nothing is known here yet.", { retryAfter: 2 });
    return this.find(secret);
  }

  /** Throws 401, 403 or 429 unless the token may do this now. What it reports counts against its bytes as it comes in. */
  admit(found: LiveToken | undefined, scope: DataplaneScope, request: IncomingMessage): LiveToken {
    const now = Date.now();
    if (!found) throw new Refusal(401, "This token is not known. It may have been revoked, or belong to another Switchyard.");
    if (!found.isLive(now)) throw new Refusal(401, "This token has expired.");
    const { environmentId, scopes } = found.token;
    if (this.state.tokens.isInner(found) && scope === "relay") return found;
    if (environmentId === null) throw new Refusal(403, "This token belongs to no environment. Make one for the environment.");
    if (!scopesAllow(scopes, scope)) throw new Refusal(403, `This token has no scope ${scope}; it has ${scopes.join(", ")}.`);
    const bucket = scope === "read" ? found.reads : found.reports;
    if (!bucket.take(now)) throw new Refusal(429, "This token asks too often.", { retryAfter: 1 });
    if (scope === "report") meter(found, now, request);
    found.usedAt = now;
    return found;
  }
}

/** Throws 429 while the token owes for what it sent before. */
function meter({ bytes, points }: LiveToken, now: number, request: IncomingMessage): void {
  const retryAfter = Math.ceil(Math.max(bytes.owes(now), points.owes(now)));
  if (retryAfter > 0) throw new Refusal(429, "This token sends too much.", { retryAfter });
  request.on("data", (chunk: Buffer) => bytes.charge(chunk.length, Date.now()));
}
