import type { Pool } from "pg";
import type { Client } from "../../../sdk/index.ts";
import { MODULES, type Module, view } from "../domain/order.ts";
import { pageView } from "../domain/present.ts";
import { windowOf } from "../domain/query.ts";
import { isWrite, type Side, type Subject, type Target } from "../domain/request.ts";
import { type FaultBox, requireStore } from "../faults.ts";
import { type Answer, type Listening, Refused, type Request, serveJson } from "../http/server.ts";
import { type Author, answerOutcome, commandOrRefuse, passedOn, subjectOrRefuse, targetOrRefuse } from "../http/shop.ts";
import { callService, type Peers, UpstreamError } from "../http/upstream.ts";
import { oldStore } from "../stores/old-store.ts";
import { isUnavailable } from "../stores/pool.ts";
import { applyDrawing, type Store } from "../stores/store.ts";
import { detailsByJoin, ordersOfUserByJoin } from "./queries.ts";

const TIMEOUT_MS = 6_000;

export type MonolithOptions = {
  port: number;
  pool: Pool;
  client: Client;
  faults: FaultBox;
  peers: Peers;
  author: Author;
  onProblem: (error: unknown) => void;
};

/** The all-in-one application: everything by its own code and tables, unless `<module>.call` says new. */
export function startMonolith(options: MonolithOptions): Promise<Listening> {
  const { pool, client, faults, peers, author } = options;
  const stores = Object.fromEntries(MODULES.map((module) => [module, oldStore(pool, module)])) as Record<Module, Store>;

  async function handle(request: Request): Promise<Answer> {
    const target = targetOrRefuse(request);
    const subject = subjectOrRefuse(request);
    return client.operation(async () => {
      const call = client.evaluate<Side>(`${target.module}.call`, subject, "old");
      // Without contact nobody knows whether the old table may still be written.
      if (call.reason === "ERROR" && call.errorCode === "PROVIDER_NOT_READY") throw new Refused(503, call.errorDetails);
      return call.value === "new" ? forward(request, target) : own(request, target, subject);
    });
  }

  async function forward(request: Request, target: Target): Promise<Answer> {
    const path = request.url.pathname + request.url.search;
    const headers = passedOn(request);
    const body = isWrite(target.operation) ? request.body : undefined;
    const reply = await callService(peers, "interface", { method: request.method, path, headers, body, timeoutMs: TIMEOUT_MS });
    return { status: reply.status, body: JSON.parse(reply.body.toString("utf8")) };
  }

  async function own(request: Request, target: Target, subject: Subject): Promise<Answer> {
    requireStore("old", faults);
    const store = stores[target.module];
    if (isWrite(target.operation)) {
      const command = commandOrRefuse(request, target, subject, author);
      return answerOutcome(command, await applyDrawing(store, command, client.draw));
    }
    const body = await read(store, request, target, subject.targetingKey);
    if (!body) throw new Refused(404, "There is no such order.");
    return { status: 200, body };
  }

  async function read(store: Store, request: Request, target: Target, userId: string): Promise<unknown> {
    if (target.operation === "list-by-time") {
      const window = windowOf(request.url.searchParams);
      if (!window) throw new Refused(422, "from, to: send two times, the earlier first.");
      return pageView(await store.byTime(window.from, window.to));
    }
    if (target.module === "orders") {
      return target.id ? detailsByJoin(pool, userId, target.id) : ordersOfUserByJoin(pool, store, userId);
    }
    if (!target.id) return pageView(await store.byUser(userId));
    const payment = await store.get(userId, target.id);
    return payment && view(payment);
  }

  return serveJson({
    port: options.port,
    handle,
    isUnavailable: (error) => isUnavailable(error) || error instanceof UpstreamError,
    onProblem: options.onProblem,
  });
}
