import { randomUUID } from "node:crypto";
import { type Client, createClient } from "../../../sdk/index.ts";
import { idGenerator } from "../domain/ids.ts";
import type { Module } from "../domain/order.ts";
import { type FaultBox, NO_FAULTS } from "../faults.ts";
import type { Peers } from "../http/upstream.ts";
import { startIngress } from "../ingress/ingress.ts";
import { startDomainService } from "../new/domain-service.ts";
import { startInterface } from "../new/interface.ts";
import { startMonolith } from "../old/monolith.ts";
import { newStore } from "../stores/new-store.ts";
import { oldStore } from "../stores/old-store.ts";
import type { TestStores } from "./databases.ts";
import { type Positions, snapshotAt } from "./snapshot.ts";

/** A client that acts on a bootstrap state and has no dataplane to talk to. */
export function clientAt(positions: Positions, service: string): Client {
  const bootstrap = snapshotAt(positions);
  return createClient({ url: "http://127.0.0.1:9", token: "none", service, bootstrap, coldStart: "persisted" });
}

export type Answer = { status: number; body: Record<string, unknown> };
type Call = { userId?: string; operationId?: string; body?: unknown; headers?: Record<string, string> };
export type TestShop = {
  faults: FaultBox;
  peers: Peers;
  ask(method: string, path: string, call?: Call): Promise<Answer>;
  close(): Promise<void>;
};

let worker = 100;

/** The whole shop in this process, with every module's switches at one place. */
export async function testShop(stores: TestStores, positions: Positions): Promise<TestShop> {
  const peers: Peers = { ports: {} };
  const faults: FaultBox = { current: NO_FAULTS };
  const problems: unknown[] = [];
  const onProblem = (error: unknown) => problems.push(error);
  const clients: Client[] = [];
  const client = (service: string) => {
    clients.push(clientAt(positions, service));
    return clients.at(-1) as Client;
  };
  const author = () => {
    worker += 1;
    return { newId: idGenerator(worker) };
  };
  const service = (module: Module, name: string) => {
    const both = { old: oldStore(stores.oldPool, module), fresh: newStore(stores.newPool, module) };
    return startDomainService({ port: 0, module, ...both, faults, client: client(name), author: author(), onProblem });
  };
  const monolith = {
    port: 0,
    pool: stores.oldPool,
    client: client("monolith"),
    faults,
    peers,
    author: author(),
    onProblem,
  };
  const servers = {
    ingress: await startIngress({ port: 0, client: client("ingress"), peers }),
    monolith: await startMonolith(monolith),
    interface: await startInterface({ port: 0, peers, faults, onProblem }),
    "order-service": await service("orders", "order-service"),
    "payment-service": await service("payments", "payment-service"),
  };
  peers.ports = Object.fromEntries(Object.entries(servers).map(([name, { port }]) => [name, [port]]));

  return {
    faults,
    peers,
    ask: async (method, path, { userId = "1", operationId = randomUUID(), body, headers = {} } = {}) => {
      const response = await fetch(`http://127.0.0.1:${servers.ingress.port}${path}`, {
        method,
        headers: {
          "x-user-id": userId,
          "idempotency-key": operationId,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined || typeof body === "string" ? (body as string | undefined) : JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
      await Promise.all(clients.map((client) => client.close()));
      if (problems.length > 0) throw new AggregateError(problems, "the shop had problems of its own");
    },
  };
}
