import { connect } from "../lib/platform/db.ts";
import { Auth } from "./auth.ts";
import { Health } from "./health.ts";
import { Streams } from "./http/streams.ts";
import { MeasurementBuffer } from "./intake/buffer.ts";
import { Instances } from "./intake/instances.ts";
import { Ledger } from "./intake/ledger.ts";
import { Reports } from "./intake/reports.ts";
import { Samples } from "./intake/samples.ts";
import { Metrics } from "./metrics.ts";
import { evaluateAll } from "./ofrep/bulk.ts";
import { evaluateOne } from "./ofrep/evaluate.ts";
import { EVENTS_PATH, eventsTopic, openEvents } from "./ofrep/events.ts";
import { OtlpIngest } from "./otlp/ingest.ts";
import { Router } from "./router.ts";
import { openStream, sendSnapshot, snapshotTopic } from "./sdk/snapshot.ts";
import { serve } from "./server.ts";
import { Disk } from "./state/disk.ts";
import { Memory } from "./state/memory.ts";
import { PostgresSource } from "./state/postgres-source.ts";
import { State } from "./state/state.ts";
import type { Limits } from "./state/tokens.ts";
import { postgresStore } from "./store/postgres.ts";
import { TokenUse } from "./token-use.ts";

export type DataplaneOptions = {
  databaseUrl: string;
  /** Folder that gets `snapshots/`. */
  home: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  limits?: Limits;
};

/** `close` ends streams and requests in good order and stores what is still waiting. */
export type Dataplane = { port: number; close: () => Promise<void> };

/** What one token may ask a second: far above what the services of one environment need. */
const LIMITS: Limits = { readsPerSecond: 100_000, reportsPerSecond: 2000 };

/** Starts from Postgres or, where that is away, from the disk. Rejects when the port is taken. */
export async function startDataplane(options: DataplaneOptions): Promise<Dataplane> {
  const { pool, close: disconnect } = connect(options.databaseUrl, { max: 6 });
  const state = new State(options.limits ?? LIMITS);
  const disk = new Disk(options.home);
  const source = new PostgresSource(options.databaseUrl, pool, state, new Memory(state, disk));
  const streams = new Streams(state.tokens);
  const store = postgresStore(pool);
  const buffer = new MeasurementBuffer(store, (id) => state.projectOf(id));
  const samples = new Samples(store, buffer.losses);
  const instances = new Instances(state, source, store);
  const use = new TokenUse(state, store);
  const ledger = new Ledger(state, store);
  const reports = new Reports(state, buffer, samples);
  const otlp = new OtlpIngest(state, buffer);
  const metrics = new Metrics({ state, streams, buffer, instances });
  const health = new Health({ state, source, disk, buffer, instances });

  const tell = (id: string) => {
    streams.changed(snapshotTopic(id));
    streams.changed(eventsTopic(id));
  };
  state.onChange(({ id }) => tell(id));
  state.onForget(tell);
  state.onTokens(() => streams.check());

  const router = new Router(
    new Auth(state, () => source.refreshTokens()),
    { name: "flag", method: "POST", scope: "read", handle: (exchange, token) => evaluateOne(exchange, state, token) },
    {
      "/ofrep/v1/evaluate/flags": {
        name: "flags",
        method: "POST",
        scope: "read",
        handle: (exchange, token) => evaluateAll(exchange, state, source, token),
      },
      [EVENTS_PATH]: { name: "events", method: "GET", scope: null, handle: (exchange) => openEvents(exchange, state, streams) },
      "/api/v1/snapshot": {
        name: "snapshot",
        method: "GET",
        scope: "read",
        handle: (exchange, token) => sendSnapshot(exchange, state, token),
      },
      "/api/v1/stream": {
        name: "stream",
        method: "GET",
        scope: "read",
        handle: (exchange, token) => openStream(exchange, state, streams, token),
      },
      "/api/v1/instances": {
        name: "instances",
        method: "POST",
        scope: "report",
        handle: (exchange, token) => instances.take(exchange, token),
      },
      "/api/v1/reports": {
        name: "reports",
        method: "POST",
        scope: "report",
        handle: (exchange, token) => reports.take(exchange, token),
      },
      "/api/v1/ledger": [
        { name: "ledger", method: "POST", scope: "report", handle: (exchange, token) => ledger.take(exchange, token) },
        { name: "ledger", method: "GET", scope: "report", handle: (exchange, token) => ledger.list(exchange, token) },
      ],
      "/api/v1/ledger/repairs": {
        name: "repairs",
        method: "POST",
        scope: "report",
        handle: (exchange, token) => ledger.repaired(exchange, token),
      },
      "/v1/metrics": { name: "otlp", method: "POST", scope: "report", handle: (exchange, token) => otlp.take(exchange, token) },
      "/healthz": { name: "healthz", method: "GET", scope: null, handle: (exchange) => health.live(exchange) },
      "/readyz": { name: "readyz", method: "GET", scope: null, handle: (exchange) => health.ready(exchange) },
      "/metrics": { name: "metrics", method: "GET", scope: null, handle: (exchange) => metrics.send(exchange) },
    },
  );

  await source.start();
  const listening = await serve(router, options.host, options.port);
  return {
    port: listening.port,
    close: async () => {
      health.stopping = true;
      await Promise.all([listening.close(), streams.close()]);
      await Promise.all([buffer.close(), samples.close(), instances.close(), use.close()]);
      await source.stop();
      await disk.flushed();
      await disconnect();
    },
  };
}
