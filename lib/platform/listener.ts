import pg from "pg";
import { CHANGES_CHANNEL } from "./channel.ts";
import { log } from "./log.ts";

const RECONNECT_MS = 1000;

/** What a notification says; a hint that something is worth reading again. */
export type Hint = {
  project?: string;
  environment?: string;
  revision?: number;
  tokens?: boolean;
  /** Somebody whose sessions or memberships are others now; sent by the database itself. */
  person?: string;
};

/** A connection of its own that hears of changes, reopened whenever it is lost. */
export class Listener {
  private readonly url: string;
  private readonly onHint: (hint: Hint) => void;
  private readonly onConnection: () => void;
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  /** `onConnection` is called when the connection came and when it went: both times something may have been missed. */
  constructor(url: string, onHint: (hint: Hint) => void, onConnection: () => void) {
    this.url = url;
    this.onHint = onHint;
    this.onConnection = onConnection;
  }

  get connected(): boolean {
    return this.client !== null;
  }

  start(): void {
    const client = new pg.Client({
      connectionString: this.url,
      connectionTimeoutMillis: 3000,
      keepAlive: true,
      application_name: `${process.env.SWITCHYARD_PROCESS ?? "switchyard"}-listener`,
    });
    let lost = false;
    const retry = () => {
      if (lost) return;
      lost = true;
      const had = this.client === client;
      if (had) this.client = null;
      client.end().catch(() => undefined);
      if (this.stopped) return;
      this.timer = setTimeout(() => this.start(), RECONNECT_MS * (0.5 + Math.random()));
      if (had) this.onConnection();
    };
    client.on("error", retry);
    client.on("end", retry);
    client.on("notification", ({ payload }) => this.onHint(parseHint(payload)));
    client
      .connect()
      .then(() => client.query(`LISTEN ${CHANGES_CHANNEL}`))
      .then(() => {
        if (this.stopped || lost) return client.end();
        this.client = client;
        this.onConnection();
      })
      .catch((error: Error) => {
        log.debug({ error: error.message }, "cannot listen for changes");
        retry();
      });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }
}

function parseHint(payload: string | undefined): Hint {
  try {
    const hint: unknown = JSON.parse(payload ?? "{}");
    return typeof hint === "object" && hint !== null ? hint : {};
  } catch {
    return {};
  }
}
