import type { OrderView } from "../domain/order.ts";
import { orderDetails, type PageView, paidByOrder, paidPage } from "../domain/present.ts";
import { isWrite, type Target } from "../domain/request.ts";
import { beforeAnswer, type FaultBox } from "../faults.ts";
import { type Answer, type Listening, type Request, serveJson } from "../http/server.ts";
import { passedOn, subjectOrRefuse, targetOrRefuse } from "../http/shop.ts";
import { callService, type Peers, UpstreamError } from "../http/upstream.ts";

const TIMEOUT_MS = 5_000;
const SERVICE = { orders: "order-service", payments: "payment-service" } as const;

export type InterfaceOptions = { port: number; peers: Peers; faults: FaultBox; onProblem: (error: unknown) => void };

/** The layer apps talk to: asks the domain services and puts their answers together. Owns no data. */
export function startInterface(options: InterfaceOptions): Promise<Listening> {
  async function handle(request: Request): Promise<Answer> {
    const target = targetOrRefuse(request);
    subjectOrRefuse(request);
    await beforeAnswer(options.faults);
    if (target.module === "orders" && target.operation === "get") return details(request, target.id as string);
    if (target.module === "orders" && target.operation === "list-by-user") return ordersOfUser(request);
    return pass(request, target);
  }

  async function ask(service: string, request: Request, path: string, body?: unknown): Promise<Answer> {
    const call = { method: request.method, path, headers: passedOn(request), body, timeoutMs: TIMEOUT_MS };
    const reply = await callService(options.peers, service, call);
    return { status: reply.status, body: JSON.parse(reply.body.toString("utf8")) };
  }

  const pass = (request: Request, target: Target) =>
    ask(
      SERVICE[target.module],
      request,
      request.url.pathname + request.url.search,
      isWrite(target.operation) ? request.body : undefined,
    );

  const paymentsOf = (request: Request, ids: readonly string[]) =>
    ask(SERVICE.payments, request, `/payments/of-orders?ids=${ids.join(",")}`);

  async function details(request: Request, id: string): Promise<Answer> {
    const [order, payments] = await Promise.all([ask(SERVICE.orders, request, request.url.pathname), paymentsOf(request, [id])]);
    if (order.status !== 200) return order;
    if (payments.status !== 200) return payments;
    return { status: 200, body: orderDetails(order.body as OrderView, (payments.body as { items: OrderView[] }).items) };
  }

  async function ordersOfUser(request: Request): Promise<Answer> {
    const list = await ask(SERVICE.orders, request, request.url.pathname);
    if (list.status !== 200) return list;
    const page = list.body as PageView;
    if (page.items.length === 0) return list;
    const payments = await paymentsOf(
      request,
      page.items.map((order) => order.id),
    );
    if (payments.status !== 200) return payments;
    return { status: 200, body: paidPage(page, paidByOrder((payments.body as { items: OrderView[] }).items)) };
  }

  return serveJson({
    port: options.port,
    handle,
    isUnavailable: (error) => error instanceof UpstreamError,
    onProblem: options.onProblem,
  });
}
