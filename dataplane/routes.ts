import type { Auth } from "./auth.ts";
import type { Health } from "./health.ts";
import type { Streams } from "./http/streams.ts";
import type { Instances } from "./intake/instances.ts";
import type { Reports } from "./intake/reports.ts";
import type { Metrics } from "./metrics.ts";
import { evaluateAll } from "./ofrep/bulk.ts";
import { evaluateOne } from "./ofrep/evaluate.ts";
import { EVENTS_PATH, openEvents } from "./ofrep/events.ts";
import type { Rooted } from "./origin.ts";
import type { Feeds } from "./relay/feed.ts";
import type { RelayIntake } from "./relay/intake.ts";
import { RELAY_PATHS } from "./relay/wire.ts";
import { type Route, Router } from "./router.ts";
import { openStream, sendSnapshot } from "./sdk/snapshot.ts";
import type { Source } from "./state/source.ts";
import type { State } from "./state/state.ts";

type Parts = Rooted & {
  state: State;
  source: Source;
  streams: Streams;
  instances: Instances;
  reports: Reports;
  feeds: Feeds;
  relays: RelayIntake;
  health: Health;
  metrics: Metrics;
};

/** Every path of the dataplane. */
export function routerOf(auth: Auth, parts: Parts): Router {
  const { state, source, streams, instances, reports, ledger, otlp, feeds, relays, health, metrics } = parts;
  const flag: Route = { name: "flag", ...reading("POST"), handle: (exchange, token) => evaluateOne(exchange, state, token) };
  return new Router(auth, flag, {
    "/ofrep/v1/evaluate/flags": {
      name: "flags",
      ...reading("POST"),
      handle: (exchange, token) => evaluateAll(exchange, state, source, token),
    },
    [EVENTS_PATH]: { name: "events", method: "GET", scope: null, handle: (exchange) => openEvents(exchange, state, streams) },
    "/api/v1/snapshot": {
      name: "snapshot",
      ...reading("GET"),
      handle: (exchange, token) => sendSnapshot(exchange, state, token),
    },
    "/api/v1/stream": {
      name: "stream",
      ...reading("GET"),
      handle: (exchange, token) => openStream(exchange, state, streams, token),
    },
    "/api/v1/instances": {
      name: "instances",
      ...reporting("POST"),
      handle: (exchange, token) => instances.take(exchange, token),
    },
    "/api/v1/reports": { name: "reports", ...reporting("POST"), handle: (exchange, token) => reports.take(exchange, token) },
    "/api/v1/ledger": [
      { name: "ledger", ...reporting("POST"), handle: (exchange, token) => ledger.take(exchange, token) },
      { name: "ledger", ...reporting("GET"), handle: (exchange, token) => ledger.list(exchange, token) },
    ],
    "/api/v1/ledger/repairs": {
      name: "repairs",
      ...reporting("POST"),
      handle: (exchange, token) => ledger.repaired(exchange, token),
    },
    "/v1/metrics": { name: "otlp", ...reporting("POST"), handle: (exchange, token) => otlp.take(exchange, token) },
    [RELAY_PATHS.stream]: { name: "relay", ...relaying("GET"), handle: (exchange, token) => feeds.follow(exchange, token) },
    [RELAY_PATHS.refresh]: { name: "relay", ...relaying("POST"), handle: (exchange, token) => relays.refresh(exchange, token) },
    [RELAY_PATHS.instances]: {
      name: "relay",
      ...relaying("POST"),
      handle: (exchange, token) => relays.takeWords(exchange, token),
    },
    [RELAY_PATHS.measurements]: {
      name: "relay",
      ...relaying("POST"),
      handle: (exchange, token) => relays.takeRows(exchange, token),
    },
    "/healthz": { name: "healthz", method: "GET", scope: null, handle: (exchange) => health.live(exchange) },
    "/readyz": { name: "readyz", method: "GET", scope: null, handle: (exchange) => health.ready(exchange) },
    "/metrics": { name: "metrics", method: "GET", scope: null, handle: (exchange) => metrics.send(exchange) },
  });
}

type Method = Route["method"];
const reading = (method: Method) => ({ method, scope: "read" }) as const;
const reporting = (method: Method) => ({ method, scope: "report" }) as const;
const relaying = (method: Method) => ({ method, scope: "relay" }) as const;
