import { failuresSchema, openFailuresQuerySchema, repairsSchema } from "../../lib/ledger/schema.ts";
import { isOverloaded, isUnreachable } from "../../lib/platform/db.ts";
import { counters } from "../counters.ts";
import type { Exchange } from "../http/exchange.ts";
import { checked, jsonBody } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import type { LedgerStore } from "../store/store.ts";

/** Writes that one store lacks: what services report is answered only when Postgres has it. Nothing waits here. */
export class Ledger {
  private readonly state: State;
  private readonly store: LedgerStore;

  constructor(state: State, store: LedgerStore) {
    this.state = state;
    this.store = store;
  }

  async take(exchange: Exchange, token: LiveToken): Promise<void> {
    const failures = await jsonBody(exchange, failuresSchema);
    const { id } = this.state.environmentOf(token);
    const unknown = await orUnavailable(this.store.recordFailures(id, failures));
    const left = failures.entries.filter(({ module }) => unknown.has(module)).length;
    counters.drop("ledger entry of an unknown module", left);
    exchange.json(200, { stored: failures.entries.length - left, unknown: left });
  }

  /** What waits for a repair in one module, and since when somebody may have left more. */
  async list(exchange: Exchange, token: LiveToken): Promise<void> {
    const { module, limit } = checked(openFailuresQuerySchema, Object.fromEntries(new URLSearchParams(exchange.query)));
    const { id } = this.state.environmentOf(token);
    const { items, doubts } = await orUnavailable(this.store.openFailures(id, module, limit));
    exchange.json(200, { items, doubts });
  }

  async repaired(exchange: Exchange, token: LiveToken): Promise<void> {
    const repairs = await jsonBody(exchange, repairsSchema);
    const { id } = this.state.environmentOf(token);
    exchange.json(200, { resolved: await orUnavailable(this.store.noteRepairs(id, repairs)) });
  }
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const busy = isOverloaded(error);
    if (!busy && !isUnreachable(error)) throw error;
    const why = busy ? "Too much is asked of Postgres at the moment." : "The ledger cannot be reached: Postgres is away.";
    throw new Refusal(503, `${why} Keep the entries and send them again.`, { retryAfter: 2 });
  }
}
