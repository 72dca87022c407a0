import type { Client } from "../../../sdk/index.ts";
import { type Module, type Outcome, view } from "../domain/order.ts";
import { pageView } from "../domain/present.ts";
import { ask, type Found, idsOf, type Query, sameAnswer, windowOf } from "../domain/query.ts";
import { isWrite, type Subject, type Target } from "../domain/request.ts";
import { type FaultBox, misreading, reachable } from "../faults.ts";
import { type Answer, type Listening, Refused, type Request, serveJson } from "../http/server.ts";
import { type Author, answerOutcome, commandOrRefuse, subjectOrRefuse, targetOrRefuse } from "../http/shop.ts";
import { isUnavailable } from "../stores/pool.ts";
import { type Store, Write } from "../stores/store.ts";

/** A key that failed is copied over soon: moves wait for it. */
const REPAIR_SECONDS = 1;

export type DomainServiceOptions = {
  port: number;
  module: Module;
  old: Store;
  fresh: Store;
  faults: FaultBox;
  client: Client;
  author: Author;
  onProblem: (error: unknown) => void;
};

/** One domain service: owns one kind of orders, in whichever store `<module>.data` says. */
export function startDomainService(options: DomainServiceOptions): Promise<Listening> {
  const { module, client, faults } = options;
  const old = reachable("old", options.old, faults);
  const fresh = reachable("new", options.fresh, faults);
  const freshToRead = misreading(fresh, faults);
  const data = client.migrator<Query, Found, Write, Outcome>({
    key: `${module}.data`,
    readOld: (query) => ask(old, query),
    readNew: (query) => ask(freshToRead, query),
    writeOld: (write, { version }) => write.to(old, version),
    writeNew: (write, { version }) => write.to(fresh, version),
    keyOf: (write) => write.key,
    compare: sameAnswer,
  });
  client.repair({
    key: `${module}.data`,
    everySeconds: REPAIR_SECONDS,
    copy: async (key, { from, subject }) => {
      const [source, target] = from === "old" ? [old, fresh] : [fresh, old];
      const order = await source.get(subject, key);
      if (order) await target.put([order]);
    },
  });

  async function handle(request: Request): Promise<Answer> {
    const subject = subjectOrRefuse(request);
    if (module === "payments" && request.url.pathname === "/payments/of-orders") {
      const orderIds = idsOf(request.url.searchParams);
      if (!orderIds) throw new Refused(422, "ids: send 1 to 100 order ids, separated by commas.");
      return present(await data.read(subject, "of-orders", { operation: "of-orders", userId: subject.targetingKey, orderIds }));
    }
    const target = targetOrRefuse(request);
    if (target.module !== module) throw new Refused(404, "There is nothing at this address.");
    if (isWrite(target.operation)) {
      const command = commandOrRefuse(request, target, subject, options.author);
      return answerOutcome(command, await data.write(subject, target.operation, new Write(command)));
    }
    return present(await data.read(subject, target.operation, queryOf(request, target, subject)));
  }

  return serveJson({ port: options.port, handle, isUnavailable, onProblem: options.onProblem });
}

function queryOf(request: Request, target: Target, subject: Subject): Query {
  const userId = subject.targetingKey;
  if (target.id) return { operation: "get", userId, id: target.id };
  if (target.operation === "list-by-user") return { operation: "list-by-user", userId };
  const window = windowOf(request.url.searchParams);
  if (!window) throw new Refused(422, "from, to: send two times, the earlier first.");
  return { operation: "list-by-time", ...window };
}

function present(found: Found): Answer {
  if (found.kind === "page" || found.kind === "timeline") return { status: 200, body: pageView(found.page) };
  if (found.kind === "payments") return { status: 200, body: { items: found.orders.map(view) } };
  if (!found.order) throw new Refused(404, "There is no such order.");
  return { status: 200, body: view(found.order) };
}
