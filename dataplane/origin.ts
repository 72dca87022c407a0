import { randomUUID } from "node:crypto";
import type { Context } from "../lib/platform/context.ts";
import { connect, type Db } from "../lib/platform/db.ts";
import { type Renewal, renewLineage } from "../lib/snapshot/commands/renew-lineage.ts";
import { JSON_BODY_BYTES } from "./http/json.ts";
import type { MeasurementBuffer } from "./intake/buffer.ts";
import { Ledger } from "./intake/ledger.ts";
import { OTLP_BODY_BYTES } from "./otlp/encoding.ts";
import { OtlpIngest } from "./otlp/ingest.ts";
import { Forward } from "./relay/forward.ts";
import { type UpstreamOptions, UpstreamSource } from "./relay/source.ts";
import type { Memory } from "./state/memory.ts";
import { PostgresSource } from "./state/postgres-source.ts";
import type { Source } from "./state/source.ts";
import type { State } from "./state/state.ts";
import { postgresStore } from "./store/postgres.ts";
import type { Store } from "./store/store.ts";
import { upstreamStore } from "./store/upstream.ts";

/** What has to be kept or remembered in one place, however many dataplanes stand before it. */
export type Rooted = { ledger: Pick<Ledger, "take" | "list" | "repaired">; otlp: Pick<OtlpIngest, "take"> };

/** What feeds a dataplane, and where that which it gathers goes. */
export type Origin = {
  source: Source;
  store: Store;
  rooted: (buffer: MeasurementBuffer) => Rooted;
  close: () => Promise<void>;
};

/**
 * Where Postgres is, and where it is for what needs a session: the same unless a pooler of transactions is between.
 * `hears` finds that out.
 */
export type Database = { databaseUrl: string; directUrl?: string; hears?: (url: string) => Promise<boolean> };

export function postgresOrigin(
  { databaseUrl, directUrl, hears }: Database,
  state: State,
  memory: Memory,
  compareMs: number,
): Origin {
  const { db, pool, close } = connect(databaseUrl, { max: 6 });
  const renew = (renewal: Renewal) => renewLineage(watching(db), renewal);
  const source = new PostgresSource(directUrl ?? databaseUrl, pool, { state, memory, renew, compareMs, hears });
  const store = postgresStore(pool, source.restores);
  return {
    source,
    store,
    rooted: (buffer) => ({ ledger: new Ledger(state, store), otlp: new OtlpIngest(state, buffer) }),
    close,
  };
}

/** Whoever watches over restores acts for nobody. */
function watching(db: Db): Context {
  const actor = { kind: "guardrail", id: "lineage", name: "watch over restores" } as const;
  return { db, actor, now: new Date(), requestId: randomUUID(), origin: "system" };
}

export function upstreamOrigin(options: UpstreamOptions, state: State, memory: Memory): Origin {
  const source = new UpstreamSource(options, state, memory);
  const upstreamOf = (environmentId: string) => source.upstreamOf(environmentId);
  const forward = new Forward(upstreamOf);
  const pass =
    (bytes: number): Ledger["take"] =>
    (exchange, token) =>
      forward.pass(exchange, token, bytes);
  const json = pass(JSON_BODY_BYTES);
  return {
    source,
    store: upstreamStore(upstreamOf),
    rooted: () => ({ ledger: { take: json, list: json, repaired: json }, otlp: { take: pass(OTLP_BODY_BYTES) } }),
    close: () => Promise.resolve(),
  };
}
