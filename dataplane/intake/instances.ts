import type { Pool } from "pg";
import { type Acknowledged, acknowledge } from "../../lib/instances/commands.ts";
import { acknowledgementSchema } from "../../lib/instances/schema.ts";
import { isUnreachable } from "../../lib/platform/db.ts";
import { log } from "../../lib/platform/log.ts";
import { counters } from "../counters.ts";
import type { Exchange } from "../http/exchange.ts";
import { jsonBody } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { Source } from "../state/source.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";

const FLUSH_MS = 250;
const MOST_INSTANCES = 50_000;
/** How long an acknowledgement of a revision that is not known here waits for this process to catch up. */
const CATCH_UP_MS = 500;

/** What instances say they have applied. The newest word of each waits here until Postgres has it. */
export class Instances {
  private readonly state: State;
  private readonly source: Source;
  private readonly pool: Pool;
  private waiting = new Map<string, Acknowledged>();
  private readonly timer: NodeJS.Timeout;
  behind = false;

  constructor(state: State, source: Source, pool: Pool) {
    this.state = state;
    this.source = source;
    this.pool = pool;
    this.timer = setInterval(() => {
      if (this.waiting.size > 0) void this.flush();
    }, FLUSH_MS);
  }

  async take(exchange: Exchange, token: LiveToken): Promise<void> {
    const { service, instance, version, revision, leaseSeconds } = await jsonBody(exchange, acknowledgementSchema);
    if (revision > this.state.environmentOf(token).revision) await this.source.refreshWithin(CATCH_UP_MS);
    const environment = this.state.environmentOf(token);
    if (revision > environment.revision) {
      const message = `revision: ${revision} is not known here; the newest is ${environment.revision}.`;
      throw new Refusal(422, message, { errors: [{ path: "revision", message: `expected at most ${environment.revision}` }] });
    }
    const now = new Date();
    this.keep({
      environmentId: environment.id,
      service,
      instance,
      version,
      revision,
      acknowledgedAt: now,
      leaseUntil: new Date(now.getTime() + leaseSeconds * 1000),
    });
    exchange.json(200, { revision: environment.revision, leaseSeconds, now: now.toISOString() });
  }

  get unsaved(): number {
    return this.waiting.size;
  }

  private keep(said: Acknowledged): void {
    const key = JSON.stringify([said.environmentId, said.service, said.instance]);
    const before = this.waiting.get(key);
    this.waiting.set(key, before ? { ...said, revision: Math.max(before.revision, said.revision) } : said);
    const [oldest] = this.waiting.keys();
    if (this.waiting.size > MOST_INSTANCES && oldest !== undefined) {
      counters.drop("too many instances");
      this.waiting.delete(oldest);
    }
  }

  /** Stores what is waiting; never throws. */
  readonly flush = oneAtATime(async () => {
    const batch = this.waiting;
    this.waiting = new Map();
    try {
      await acknowledge(this.pool, [...batch.values()]);
      this.behind = false;
    } catch (error) {
      if (!isUnreachable(error)) {
        counters.drop("refused by Postgres", batch.size);
        return log.error({ error: (error as Error).message }, "acknowledgements cannot be stored");
      }
      this.behind = true;
      for (const [key, said] of batch) if (!this.waiting.has(key)) this.waiting.set(key, said);
    }
  });

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
