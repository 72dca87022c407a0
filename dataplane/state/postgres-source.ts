import type { Pool } from "pg";
import { type Hint, Listener } from "../../lib/platform/listener.ts";
import { log } from "../../lib/platform/log.ts";
import { publishedEnvironment, publishedSince } from "../../lib/snapshot/reads/published.ts";
import { liveDataplaneTokens } from "../../lib/tokens/reads/dataplane.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { within } from "../within.ts";
import type { Memory } from "./memory.ts";
import { type Renew, Restores } from "./restores.ts";
import { type Degraded, FIRST_ANSWER_MS, type Source } from "./source.ts";
import type { State } from "./state.ts";

/** How often everything is compared while Postgres is away. */
const COMPARE_AWAY_MS = 1000;

type Parts = {
  state: State;
  memory: Memory;
  renew: Renew;
  /** Notifications are hints: everything is compared this often too. */
  compareMs: number;
  hears?: ((url: string) => Promise<boolean>) | undefined;
};

/** Keeps the state equal to Postgres. */
export class PostgresSource implements Source {
  readonly name = "Postgres";
  private readonly pool: Pool;
  private readonly state: State;
  private readonly memory: Memory;
  private readonly compareMs: number;
  private readonly listener: Listener;
  private readonly wanted = new Set<string>();
  /** What came from Postgres whole: the disk may remember the form of an earlier release. */
  private readonly read = new Set<string>();
  private loading: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private trouble: string | null = null;
  private awaySince: Date | null = null;
  private stopped = false;
  /** What Postgres tells does not come through. */
  private deaf = false;
  /** Environments in which nothing moves since a restore. */
  private recovering = 0;
  readonly restores: Restores;

  constructor(url: string, pool: Pool, { state, memory, renew, compareMs, hears }: Parts) {
    this.pool = pool;
    this.compareMs = compareMs;
    this.restores = new Restores(pool, state, renew);
    this.state = state;
    this.memory = memory;
    this.listener = new Listener(
      url,
      (hint) => this.hear(hint),
      () => {
        void this.refresh();
        if (this.listener.connected) hears?.(url).then((heard) => this.setDeaf(!heard));
      },
    );
  }

  degraded(): Degraded[] {
    if (this.awaySince) {
      const since = this.awaySince.toISOString();
      return [{ part: "postgres", detail: `Postgres cannot be read since ${since}. Flags are answered from memory.` }];
    }
    const found: Degraded[] = [];
    if (this.recovering > 0) {
      const detail = `The database was restored from an older copy. Nothing moves in ${this.recovering} environments until their instances have said what they act on.`;
      found.push({ part: "lineage", detail });
    }
    if (!this.listener.connected || this.deaf) {
      const why = this.deaf ? " A pooler of transactions keeps back what Postgres tells; set DIRECT_URL." : "";
      found.push({ part: "notifications", detail: `Changes are found by polling, within five seconds.${why}` });
    }
    return found;
  }

  async start(): Promise<void> {
    this.setAway(true);
    await this.memory.recall();
    this.listener.start();
    await this.refreshWithin(FIRST_ANSWER_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.listener.stop();
    await this.loading?.catch(() => undefined);
  }

  /** Compares everything with Postgres; true when that worked. */
  readonly refresh = oneAtATime(() => this.compare());

  refreshWithin(milliseconds: number): Promise<boolean> {
    return within(milliseconds, this.refresh());
  }

  refreshTokens(): Promise<boolean> {
    return this.attempt(() => this.loadTokens());
  }

  private hear({ environment, revision, tokens }: Hint): void {
    if (tokens) this.refreshTokens();
    if (!environment) return;
    const known = this.state.environment(environment);
    if (known && revision !== undefined && known.revision >= revision) return;
    this.attempt(() => this.load([environment]));
  }

  private async compare(): Promise<boolean> {
    const done = await this.attempt(async () => {
      const { environments: revisions, recovering } = await this.restores.present();
      this.recovering = recovering;
      const gone = [...this.state.ids()].filter((id) => !revisions.has(id));
      const changed = [...revisions].filter(([id, revision]) => this.state.environment(id)?.revision !== revision);
      await Promise.all([this.load([...gone, ...changed.map(([id]) => id)]), this.loadTokens()]);
      this.state.known = true;
    });
    if (this.timer) clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.refresh(), done ? this.compareMs : COMPARE_AWAY_MS);
    return done;
  }

  /** Reads environments again. One reader at a time, so that what is read later is newer. */
  private load(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.wanted.add(id);
    this.loading ??= this.loadWanted().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async loadWanted(): Promise<void> {
    while (this.wanted.size > 0) {
      const ids = [...this.wanted];
      this.wanted.clear();
      const loads = await Promise.allSettled(ids.map((id) => this.loadOne(id)));
      for (const load of loads) if (load.status === "rejected") throw load.reason;
    }
  }

  private async loadOne(id: string): Promise<void> {
    const held = this.state.environment(id)?.published;
    const known = this.read.has(id) ? held : undefined;
    const published = await (known ? publishedSince(this.pool, id, known) : publishedEnvironment(this.pool, id));
    if (published && held && published.snapshot.revision < held.snapshot.revision)
      throw new Error("it holds an older state than is known here");
    this.read.add(id);
    if (published) this.memory.publish(published);
    else this.memory.forget(id);
  }

  private readonly loadTokens = oneAtATime(async () => {
    this.memory.setTokens(await liveDataplaneTokens(this.pool));
  });

  /** Runs a read of Postgres and keeps book of whether Postgres is there. Never throws. */
  private async attempt(read: () => Promise<void>): Promise<boolean> {
    try {
      await read();
      if (this.trouble !== null) log.info("in step with Postgres again");
      this.trouble = null;
      this.setAway(false);
      return true;
    } catch (error) {
      if (this.stopped) return false;
      const message = error instanceof Error ? error.message : String(error);
      if (message !== this.trouble) log.warn({ error: message }, "cannot read from Postgres, answering from memory");
      this.trouble = message;
      this.setAway(true);
      return false;
    }
  }

  private setDeaf(deaf: boolean): void {
    if (deaf && !this.deaf) log.warn("a pooler of transactions keeps back what Postgres tells; set DIRECT_URL");
    this.deaf = deaf;
  }

  private setAway(away: boolean): void {
    this.awaySince = away ? (this.awaySince ?? new Date()) : null;
    this.state.setStale(away);
  }
}
