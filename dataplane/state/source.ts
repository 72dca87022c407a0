import type { Pool } from "pg";
import { log } from "../../lib/platform/log.ts";
import { environmentRevisions, publishedEnvironment, publishedSince } from "../../lib/snapshot/reads.ts";
import { type DataplaneToken, liveDataplaneTokens } from "../../lib/tokens/reads/dataplane.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { Disk } from "./disk.ts";
import { type Hint, Listener } from "./listener.ts";
import type { State } from "./state.ts";

/** Notifications are hints: everything is compared this often too, more often while Postgres is away. */
const POLL_MS = 5000;
const POLL_AWAY_MS = 1000;

/** A start waits this long for Postgres, then goes on with what the disk remembers. */
const FIRST_ANSWER_MS = 1000;

/** Keeps the state equal to Postgres, and the disk equal to the state. */
export class Source {
  private readonly pool: Pool;
  private readonly state: State;
  private readonly disk: Disk;
  private readonly listener: Listener;
  private readonly wanted = new Set<string>();
  /** What came from Postgres whole: the disk may remember the form of an earlier release. */
  private readonly read = new Set<string>();
  private loading: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private tokensText = "";
  private trouble: string | null = null;
  private stopped = false;

  constructor(url: string, pool: Pool, state: State, disk: Disk) {
    this.pool = pool;
    this.state = state;
    this.disk = disk;
    this.listener = new Listener(
      url,
      (hint) => this.hear(hint),
      () => void this.refresh(),
    );
  }

  /** Whether changes are heard of at once, not only by polling. */
  get listening(): boolean {
    return this.listener.connected;
  }

  /** Takes what the disk remembers, then what Postgres says; false when Postgres has not answered yet. */
  async start(): Promise<boolean> {
    const saved = await this.disk.load();
    this.state.setStale(true);
    for (const environment of saved.environments) this.state.publish(environment);
    if (saved.environments.length > 0) {
      this.takeTokens(saved.tokens);
      this.state.known = true;
    }
    this.listener.start();
    return this.refreshWithin(FIRST_ANSWER_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.listener.stop();
    await this.loading?.catch(() => undefined);
  }

  /** Compares everything with Postgres; true when that worked. */
  readonly refresh = oneAtATime(() => this.compare());

  /** Like `refresh`, given up after a while: false then. */
  async refreshWithin(milliseconds: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), milliseconds);
    });
    return Promise.race([this.refresh(), late]).finally(() => clearTimeout(timer));
  }

  /** Reads the tokens again; true when that worked. */
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
      const revisions = await environmentRevisions(this.pool);
      const gone = [...this.state.ids()].filter((id) => !revisions.has(id));
      const changed = [...revisions].filter(([id, revision]) => this.state.environment(id)?.revision !== revision);
      await Promise.all([this.load([...gone, ...changed.map(([id]) => id)]), this.loadTokens()]);
      this.state.known = true;
    });
    if (this.timer) clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.refresh(), done ? POLL_MS : POLL_AWAY_MS);
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
    const known = this.read.has(id) ? this.state.environment(id)?.published : undefined;
    const published = await (known ? publishedSince(this.pool, id, known) : publishedEnvironment(this.pool, id));
    this.read.add(id);
    if (published) this.state.publish(published);
    else this.state.forget(id);
    this.disk.environmentChanged(id, published);
  }

  private readonly loadTokens = oneAtATime(async () => {
    const tokens = await liveDataplaneTokens(this.pool);
    if (this.takeTokens(tokens)) this.disk.tokensChanged(tokens);
  });

  private takeTokens(tokens: readonly DataplaneToken[]): boolean {
    const text = JSON.stringify(tokens);
    if (text === this.tokensText) return false;
    this.tokensText = text;
    this.state.setTokens(tokens);
    return true;
  }

  /** Runs a read of Postgres and keeps book of whether Postgres is there. Never throws. */
  private async attempt(read: () => Promise<void>): Promise<boolean> {
    try {
      await read();
      if (this.trouble !== null) log.info("in step with Postgres again");
      this.trouble = null;
      this.state.setStale(false);
      return true;
    } catch (error) {
      if (this.stopped) return false;
      const message = error instanceof Error ? error.message : String(error);
      if (message !== this.trouble) log.warn({ error: message }, "cannot read from Postgres, answering from memory");
      this.trouble = message;
      this.state.setStale(true);
      return false;
    }
  }
}
