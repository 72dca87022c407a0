import { readFileSync } from "node:fs";
import type { Pool } from "pg";
import { type Client, createClient } from "../../../sdk/index.ts";
import { fileState } from "../../../sdk/state/file-state.ts";
import { idGenerator } from "../domain/ids.ts";
import type { FaultBox } from "../faults.ts";
import type { Listening } from "../http/server.ts";
import type { Peers } from "../http/upstream.ts";
import { startIngress } from "../ingress/ingress.ts";
import { startDomainService } from "../new/domain-service.ts";
import { startInterface } from "../new/interface.ts";
import { startMonolith } from "../old/monolith.ts";
import { newStore } from "../stores/new-store.ts";
import { oldStore } from "../stores/old-store.ts";
import { openPool } from "../stores/pool.ts";
import { type Config, dataplaneOf, stateFile } from "./config.ts";
import { type Log, problemLog } from "./log.ts";
import type { ProcessName } from "./messages.ts";

const VERSION = "1.0.0";
const CONTACT_MS = 2_000;

export type Running = { ports: Record<string, number>; close(): Promise<void> };
type Setting = { config: Config; peers: Peers; faults: FaultBox; log: Log };

/** Starts what one process of the shop serves. */
export function startProcess(name: ProcessName, setting: Setting): Promise<Running> {
  if (name === "ingress") return startEdge(setting);
  if (name === "monolith") return startOld(setting);
  return startNode(Number(name.slice("node-".length)), setting);
}

async function startEdge({ config, peers, log }: Setting): Promise<Running> {
  const client = await connect(config, "ingress", "ingress-1", log, []);
  const server = await startIngress({ port: portOf(config, 0), client, peers });
  return running({ ingress: server }, [client], []);
}

async function startOld({ config, peers, faults, log }: Setting): Promise<Running> {
  const client = await connect(config, "monolith", "monolith-1", log, []);
  const pool = openPool(config.databases.oldUrl, 6);
  const author = { newId: idGenerator(1) };
  const stores = { pool, client, faults, peers, author, onProblem: problemLog(log) };
  const server = await startMonolith({ port: portOf(config, 1), ...stores });
  return running({ monolith: server }, [client], [pool]);
}

/** One machine of the new system: an instance of the interface layer and of each domain service. */
async function startNode(number: number, { config, peers, faults, log }: Setting): Promise<Running> {
  const onProblem = problemLog(log);
  const oldPool = openPool(config.databases.oldUrl);
  const newPool = openPool(config.databases.newUrl);
  const firstPort = 2 + (number - 1) * 3;

  const domain = async (service: string, module: "orders" | "payments", offset: 1 | 2) => {
    const client = await connect(config, service, `${service}-${number}`, log);
    const author = { newId: idGenerator(number * 2 + offset - 1) };
    const stores = { old: oldStore(oldPool, module), fresh: newStore(newPool, module) };
    const port = portOf(config, firstPort + offset);
    return { client, server: await startDomainService({ port, module, ...stores, faults, client, author, onProblem }) };
  };
  const [front, orders, payments] = await Promise.all([
    startInterface({ port: portOf(config, firstPort), peers, faults, onProblem }),
    domain("order-service", "orders", 1),
    domain("payment-service", "payments", 2),
  ]);
  const servers = { interface: front, "order-service": orders.server, "payment-service": payments.server };
  return running(servers, [orders.client, payments.client], [oldPool, newPool]);
}

async function connect(config: Config, service: string, instance: string, log: Log, writes?: string[]): Promise<Client> {
  const client = createClient({
    url: dataplaneOf(config, instance),
    token: config.token,
    service,
    instance,
    version: VERSION,
    ...(writes ? { writes } : {}),
    leaseSeconds: config.leaseSeconds,
    onLeaseLoss: config.fencing.includes(instance) ? "fence" : "hold",
    coldStart: config.coldStart,
    ...(config.bootstrap ? { bootstrap: JSON.parse(readFileSync(config.bootstrap, "utf8")) } : {}),
    state: fileState(stateFile(config.home, instance)),
    onProblem: (problem) => log(`switches: ${problem.message}`),
  });
  if (!(await client.ready(CONTACT_MS))) log("no contact with the dataplane yet; going on with the last known switches");
  return client;
}

function portOf(config: Config, index: number): number {
  return config.portBase === 0 ? 0 : config.portBase + index;
}

/** Stops in the order that loses nothing: no new requests, then the reports, then the stores. */
function running(servers: Record<string, Listening>, clients: Client[], pools: Pool[]): Running {
  return {
    ports: Object.fromEntries(Object.entries(servers).map(([service, server]) => [service, server.port])),
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
      await Promise.all(clients.map((client) => client.close()));
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}
