import { Auth } from "./auth.ts";
import { Health } from "./health.ts";
import { Streams } from "./http/streams.ts";
import { MeasurementBuffer } from "./intake/buffer.ts";
import { Instances } from "./intake/instances.ts";
import { Reports } from "./intake/reports.ts";
import { Samples } from "./intake/samples.ts";
import { SharedRecords } from "./intake/shared-records.ts";
import { type MetricObject, Metrics } from "./metrics.ts";
import { eventsTopic } from "./ofrep/events.ts";
import { type Database, postgresOrigin, upstreamOrigin } from "./origin.ts";
import type { Together } from "./processes/together.ts";
import { Feeds } from "./relay/feed.ts";
import { RelayIntake } from "./relay/intake.ts";
import type { UpstreamOptions } from "./relay/source.ts";
import { routerOf } from "./routes.ts";
import { snapshotTopic } from "./sdk/snapshot.ts";
import { serve } from "./server.ts";
import { Disk } from "./state/disk.ts";
import { Memory } from "./state/memory.ts";
import { State } from "./state/state.ts";
import type { Limits } from "./state/tokens.ts";
import { TokenContacts } from "./token-contacts.ts";
import { TokenUse } from "./token-use.ts";

/** Fed by Postgres, or as a relay by another dataplane. */
export type DataplaneOptions = (Database | { upstream: UpstreamOptions }) & {
  /** Folder that gets `snapshots/`; null keeps nothing on the disk. */
  home: string | null;
  host: string;
  /** 0 takes a free one. */
  port: number;
  limits?: Limits;
  /** Open at a time; more are turned away. Default 20,000. */
  connections?: number;
  /** Lets relays that know it follow every environment. For processes of one installation on one machine. */
  innerSecret?: string;
  /** Default PACE. */
  pace?: Partial<Pace>;
  /** One of several processes that are one dataplane: where the source is, and how all are counted together. */
  together?: Together;
};

/** `close` ends streams and requests in good order and stores what is still waiting. */
export type Dataplane = { port: number; figures: () => Promise<MetricObject[]>; close: () => Promise<void> };

/** What one token may ask a second: far above what the services of one environment need. */
export const LIMITS: Limits = {
  readsPerSecond: 100_000,
  reportsPerSecond: 2000,
  bytesPerSecond: 64 * 1024 * 1024,
  pointsPerSecond: 250_000,
};

/** How often what was gathered is stored, and how often everything is compared with Postgres besides what it tells. */
export type Pace = { storeMs: number; compareMs: number };
const PACE: Pace = { storeMs: 2000, compareMs: 5000 };

/** Starts with what feeds it or, where that is away, from the disk. Rejects when the port is taken. */
export async function startDataplane(options: DataplaneOptions): Promise<Dataplane> {
  const state = new State(options.limits ?? LIMITS);
  if (options.innerSecret) state.tokens.letIn(options.innerSecret);
  const pace = { ...PACE, ...options.pace };
  const disk = options.home === null ? null : new Disk(options.home);
  const memory = new Memory(state, disk);
  const origin =
    "upstream" in options
      ? upstreamOrigin(options.upstream, state, memory)
      : postgresOrigin(options, state, memory, pace.compareMs);
  const { source, store } = origin;

  const streams = new Streams(state.tokens);
  const feeds = new Feeds(state);
  const relays = new RelayIntake({ state, source, store, feeds });
  const buffer = new MeasurementBuffer(store, (id) => state.projectOf(id), pace.storeMs);
  state.onUnreadable = buffer.unreadables.note;
  const samples = new Samples(store, buffer.losses, pace.storeMs);
  const shared = new SharedRecords(store, pace.storeMs);
  const instances = new Instances(state, source, store, () => streams.size);
  const use = new TokenUse(state, store);
  const contacts = new TokenContacts(state, store);
  const reports = new Reports(state, { buffer, samples, shared });
  const metrics = new Metrics({ state, streams, buffer, instances }, options.together);
  const health = new Health({ state, source, disk, buffer, instances }, options.together);

  const tell = (id: string) => {
    streams.changed(snapshotTopic(id));
    streams.changed(eventsTopic(id));
  };
  state.onChange(({ id }) => tell(id));
  state.onForget(tell);
  state.onTokens(() => streams.check());

  const auth = new Auth(state, () => source.refreshTokens());
  const parts = { state, source, streams, instances, reports, feeds, relays, health, metrics };
  const router = routerOf(auth, { ...parts, ...origin.rooted(buffer) });

  await source.start();
  const listening = await serve(router, options.host, options.port, options.connections);
  return {
    port: listening.port,
    figures: () => metrics.figures(),
    close: async () => {
      health.stopping = true;
      feeds.close();
      await Promise.all([listening.close(), streams.close()]);
      await Promise.all([buffer.close(), samples.close(), shared.close(), instances.close(), use.close(), contacts.close()]);
      await source.stop();
      await disk?.flushed();
      await origin.close();
    },
  };
}
