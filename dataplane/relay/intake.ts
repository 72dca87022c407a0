import { randomUUID } from "node:crypto";
import type { Outcome } from "../../lib/instances/commands/acknowledge.ts";
import { isPassing } from "../../lib/platform/db.ts";
import { log } from "../../lib/platform/log.ts";
import type { Exchange } from "../http/exchange.ts";
import { jsonBody } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
import type { Source } from "../state/source.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import type { Store } from "../store/store.ts";
import type { Feeds } from "./feed.ts";
import { type Mark, rowsSchema, wordsSchema } from "./wire.ts";

const BODY_BYTES = 8 * 1024 * 1024;
const CATCH_UP_MS = 500;
const REFRESH_MS = 1000;
/** Clocks of two machines do not run alike; none is off by more than this. */
const DRIFT = 0.01;

/** What relays ask for and hand up: answered only when it is known here, stored only when it is stored at the root. */
export class RelayIntake {
  private readonly parts: { state: State; source: Source; store: Store; feeds: Feeds };
  private readonly process = randomUUID();

  constructor(parts: RelayIntake["parts"]) {
    this.parts = parts;
  }

  /** Looks whether there is news; what it is comes over the stream. */
  async refresh(exchange: Exchange, token: LiveToken): Promise<void> {
    await this.parts.source.refreshWithin(REFRESH_MS);
    exchange.json(200, this.parts.feeds.present(token));
  }

  async takeWords(exchange: Exchange, token: LiveToken): Promise<void> {
    const receivedAt = performance.now();
    const { environment, marks, words } = await jsonBody(exchange, wordsSchema, BODY_BYTES);
    if (!sees(token, environment)) throw new Refusal(403, "This token is of another environment.");
    const mark = marks.find(({ process }) => process === this.process);
    if (!mark) return exchange.json(200, { mark: this.mark(), outcomes: null });
    const heard = words.map(({ waitedMs, oldestMs, ...word }) => {
      const heardAt = receivedAt - waitedMs;
      const sinceMark = mark.elapsedMs - oldestMs;
      return { ...word, heardAt, heardFrom: Math.min(heardAt, mark.at + sinceMark - DRIFT * Math.abs(sinceMark)) };
    });
    const outcomes = heard.length === 0 ? [] : await orUnavailable(this.parts.store.acknowledge(environment, heard));
    if (!outcomes) throw new Refusal(404, "This environment is gone.");
    await this.reach(environment, outcomes);
    exchange.json(200, { mark: this.mark(), outcomes });
  }

  async takeRows(exchange: Exchange, token: LiveToken): Promise<void> {
    const rows = await jsonBody(exchange, rowsSchema, BODY_BYTES);
    const all = Object.values(rows).flat();
    if (!all.every(({ environmentId }) => sees(token, environmentId)))
      throw new Refusal(403, "This token is of another environment.");
    const { store, state } = this.parts;
    const ofItsModule = (row: { environmentId: string; moduleId: string }) =>
      Object.values(state.environment(row.environmentId)?.published.modules ?? {}).includes(row.moduleId);
    const ofItsToken = (token: string, environmentId: string) => state.tokens.get(token)?.token.environmentId === environmentId;
    const uses = rows.tokenUses.filter(({ id, environmentId }) => ofItsToken(id, environmentId));
    await orUnavailable(
      Promise.all([
        store.storeWindows(rows.windows.filter(ofItsModule)),
        store.storeCounts(rows.counts.filter(ofItsModule)),
        store.storeSamples(rows.samples.filter(ofItsModule)),
        store.storeSharedRecords(rows.sharedRecords.filter(ofItsModule)),
        store.storeLosses(rows.losses),
        store.storeUnreadables(rows.unreadables),
        uses.length > 0 ? store.noteTokenUses(uses) : null,
        store.noteContacts(rows.contacts.filter(({ tokenId, environmentId }) => ofItsToken(tokenId, environmentId))),
      ]),
    );
    exchange.json(200, { stored: all.length });
  }

  /** Who hears of a revision here can read its switches here. */
  private async reach(environment: string, outcomes: readonly Outcome[]): Promise<void> {
    const known = this.parts.state.environment(environment)?.revision ?? 0;
    if (outcomes.some(({ revision }) => revision > known)) await this.parts.source.refreshWithin(CATCH_UP_MS);
  }

  private mark(): Mark {
    return { process: this.process, at: performance.now() };
  }
}

function sees({ token }: LiveToken, environmentId: string): boolean {
  return token.environmentId === null || token.environmentId === environmentId;
}

/** Away means: keep it and send it again. What is refused must not be sent again as it is. */
async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isPassing(error)) {
      throw new Refusal(503, "It cannot be stored now. Keep it and send it again.", { retryAfter: 1 });
    }
    log.error({ error: (error as Error).message }, "what a relay sent cannot be stored");
    throw new Refusal(422, "It cannot be stored.");
  }
}
