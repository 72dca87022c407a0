import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { counters } from "../counters.ts";
import type { Exchange } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import { revisionSeen, STREAM_HEADERS } from "../http/streams.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import type { About, Refreshed } from "./wire.ts";

const HEARTBEAT_MS = 3000;
const HEARTBEAT = ":\n\n";
const MOST_FEEDS = 1000;

/** What one relay was told of one environment. */
type Told = { live: LiveEnvironment; tokens: string };
type Feed = { response: ServerResponse; token: LiveToken; told: Map<string, Told>; resumedAt: number | null; begun: boolean };

/**
 * What relays follow: their environments' switches and tokens. Each is written to only when it has taken what was
 * written before, and then hears the difference to what it was told last.
 */
export class Feeds {
  private readonly state: State;
  private readonly open = new Set<Feed>();
  private readonly tokens = new Map<string, { digest: string; text: string }>();
  private readonly timer: NodeJS.Timeout;
  private closing = false;

  constructor(state: State) {
    this.state = state;
    this.timer = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    state.onChange(() => this.tell());
    state.onStale(() => this.tell());
    state.onForget(() => this.tell());
    state.onTokens(() => {
      this.tokens.clear();
      this.tell();
    });
  }

  /** Follows the environment of the token, or every one with a token that is bound to none. */
  follow(exchange: Exchange, token: LiveToken): void {
    if (!this.state.known) throw new Refusal(503, "Nothing is known here yet.", { retryAfter: 1 });
    if (token.token.environmentId !== null) this.state.environmentOf(token);
    if (this.closing) throw new Refusal(503, "This dataplane is ending.", { retryAfter: 1 });
    if (this.open.size >= MOST_FEEDS) throw new Refusal(503, `${MOST_FEEDS} relays follow here already.`, { retryAfter: 5 });
    const { response } = exchange;
    counters.answered(exchange.route, 200);
    response.writeHead(200, ["X-Request-Id", exchange.id, ...STREAM_HEADERS]);
    const feed: Feed = { response, token, told: new Map(), resumedAt: revisionSeen(exchange.request), begun: false };
    this.open.add(feed);
    response.on("close", () => this.open.delete(feed));
    response.on("error", () => this.open.delete(feed));
    response.on("drain", () => this.bring(feed));
    response.write(HEARTBEAT);
    this.bring(feed);
  }

  /** Where things stand for the token, for a relay that wants to know whether it has heard everything. */
  present(token: LiveToken): Refreshed {
    const environments = this.visible(token).flatMap((id) => {
      const live = this.state.environment(id);
      return live ? [{ id, revision: live.revision, tokens: this.tokensOf(id).digest }] : [];
    });
    return { environments };
  }

  /** Ends all of them; relays come back by themselves. */
  close(): void {
    this.closing = true;
    clearInterval(this.timer);
    for (const { response } of this.open) response.end();
  }

  private tell(): void {
    for (const feed of this.open) this.bring(feed);
  }

  private beat(): void {
    for (const feed of this.open) if (!feed.response.writableNeedDrain) feed.response.write(HEARTBEAT);
    this.tell();
  }

  private bring(feed: Feed): void {
    const { response, token, told } = feed;
    if (!this.state.tokens.may(token.token.id, "relay")) {
      response.end();
      return;
    }
    for (const id of new Set([...this.visible(token), ...told.keys()])) {
      if (response.writableNeedDrain || response.writableEnded) return;
      this.bringOne(feed, id);
    }
    if (feed.begun || response.writableNeedDrain || response.writableEnded) return;
    feed.begun = true;
    response.write("event: complete\ndata: {}\n\n");
  }

  private bringOne({ response, told, resumedAt }: Feed, id: string): void {
    const live = this.state.environment(id);
    const before = told.get(id);
    if (!live) {
      if (told.delete(id)) response.write(eventOf("gone", { id }));
      return;
    }
    const { digest, text } = this.tokensOf(id);
    if (before?.live !== live) {
      response.write(eventOf("environment", aboutOf(live)));
      const held = before ? before.live.revision : resumedAt;
      if (held !== live.revision) response.write(live.eventSince(held));
    }
    if (before?.tokens !== digest) response.write(`event: tokens\ndata: ${text}\n\n`);
    told.set(id, { live, tokens: digest });
  }

  private visible({ token }: LiveToken): string[] {
    return token.environmentId === null ? [...this.state.ids()] : [token.environmentId];
  }

  private tokensOf(environment: string): { digest: string; text: string } {
    const known = this.tokens.get(environment);
    if (known) return known;
    const tokens = [...this.state.tokens.all()].map(({ token }) => token).filter((token) => token.environmentId === environment);
    const digest = createHash("sha256").update(JSON.stringify(tokens)).digest("base64url");
    const made = { digest, text: JSON.stringify({ environment, digest, tokens }) };
    this.tokens.set(environment, made);
    return made;
  }
}

function aboutOf({ published, revision, stale }: LiveEnvironment): About {
  const { id, modules, changedAt, allowedOrigins } = published;
  return { id, revision, modules, changedAt, allowedOrigins, stale };
}

function eventOf(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
