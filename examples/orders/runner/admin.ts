import type { BackfillRunner } from "../backfill/runner.ts";
import { isModule, MODULES, type Module } from "../domain/order.ts";
import { changeFaults } from "../faults.ts";
import { type Answer, type Listening, Refused, type Request, serveJson } from "../http/server.ts";
import type { ReconcileRunner } from "../reconcile/runner.ts";
import { isUnavailable } from "../stores/pool.ts";
import type { Store } from "../stores/store.ts";
import type { Generator } from "../traffic/generator.ts";
import { verifyLists } from "../traffic/lists.ts";
import type { StoredReader } from "../traffic/stored.ts";
import { verify } from "../traffic/verify.ts";
import { INSTANCES, isInstance, type Lines } from "./lines.ts";
import { PROCESSES, type ProcessName } from "./messages.ts";
import type { Supervisor } from "./supervisor.ts";

export type AdminOptions = {
  port: number;
  supervisor: Supervisor;
  generator: Generator;
  lines: Lines;
  backfills: BackfillRunner;
  reconciliations: ReconcileRunner;
  readers: { old: StoredReader; new: StoredReader };
  /** Where lists are answered from. */
  stores: Record<"old" | "new", (module: Module) => Store>;
  onProblem: (error: unknown) => void;
};

/** Knobs and questions about the whole shop, on 127.0.0.1. */
export function startAdmin(options: AdminOptions): Promise<Listening> {
  const { supervisor, lines, generator, backfills, reconciliations, readers, stores } = options;

  const routes: Record<string, (request: Request) => Promise<Answer> | Answer> = {
    "GET /state": () =>
      ok({
        processes: supervisor.state(),
        ingress: `http://127.0.0.1:${supervisor.peers.ports.ingress?.[0] ?? 0}`,
        faults: supervisor.faults,
        withoutContact: lines.cut(),
        traffic: generator.state(),
      }),
    "POST /faults": ({ body }) => {
      const faults = changeFaults(supervisor.faults, body);
      if (typeof faults === "string") throw new Refused(422, faults);
      supervisor.faults = faults;
      return ok(faults);
    },
    "POST /contact": async ({ body }) => {
      const { instance, up } = fields(body, ["instance", "up"]);
      if (!isInstance(instance)) throw new Refused(422, `instance: expected one of ${INSTANCES.join(", ")}.`);
      if (typeof up !== "boolean") throw new Refused(422, "up: expected true or false.");
      await lines.set(instance, up);
      return ok({ withoutContact: lines.cut() });
    },
    "POST /kill": ({ body }) => {
      const names = ["process", "signal", "awaySeconds", "lost"] as const;
      const { process, signal = "SIGKILL", awaySeconds = 0, lost = false } = fields(body, names);
      if (!PROCESSES.includes(process as ProcessName))
        throw new Refused(422, `process: expected one of ${PROCESSES.join(", ")}.`);
      if (signal !== "SIGKILL" && signal !== "SIGTERM") throw new Refused(422, "signal: expected SIGKILL or SIGTERM.");
      if (!(typeof awaySeconds === "number" && awaySeconds >= 0 && awaySeconds <= 600)) {
        throw new Refused(422, "awaySeconds: expected a number from 0 to 600.");
      }
      if (typeof lost !== "boolean") throw new Refused(422, "lost: expected true or false.");
      supervisor.end(process as ProcessName, signal, awaySeconds, lost);
      return ok(supervisor.state());
    },
    "POST /traffic": async ({ body }) => {
      const { rate, paused } = trafficChange(body);
      if (rate !== undefined) generator.rate = rate;
      if (paused === true) await generator.pause();
      if (paused === false) generator.start();
      return ok(generator.state());
    },
    "GET /verify": async ({ url }) => {
      const store = url.searchParams.get("store") ?? "old";
      const module = url.searchParams.get("module");
      if (store !== "old" && store !== "new") throw new Refused(422, "store: expected old or new.");
      if (module !== null && !isModule(module)) throw new Refused(422, `module: expected ${MODULES.join(" or ")}.`);
      return ok({ store, ...(await verify(generator.record, readers[store], module ? [module] : MODULES)) });
    },
    "GET /verify-lists": async ({ url }) => {
      const store = url.searchParams.get("store") ?? "old";
      const module = url.searchParams.get("module");
      if (store !== "old" && store !== "new") throw new Refused(422, "store: expected old or new.");
      if (!isModule(module)) throw new Refused(422, `module: expected ${MODULES.join(" or ")}.`);
      const { paused, inFlight } = generator.state();
      if (!paused || inFlight > 0) throw new Refused(409, "Pause the traffic first: lists change under it.");
      if (!generator.record.whole) throw new Refused(409, "An earlier run left orders that are not known now.");
      return ok({ store, module, ...(await verifyLists(generator.record, stores[store](module), module)) });
    },
    "POST /backfill": async ({ body }) => {
      const module = (body as { module?: unknown } | null)?.module;
      if (!isModule(module)) throw new Refused(422, `module: expected ${MODULES.join(" or ")}.`);
      return { status: 202, body: { items: await backfills.start(module as Module) } };
    },
    "GET /backfill": async () => ok({ items: await backfills.state() }),
    "POST /reconcile": ({ body }) => {
      const { module, store, since } = fields(body, ["module", "store", "since"]);
      if (!isModule(module)) throw new Refused(422, `module: expected ${MODULES.join(" or ")}.`);
      if (store !== "old" && store !== "new") throw new Refused(422, "store: expected old or new.");
      const from = since === undefined ? null : new Date(String(since));
      if (from && Number.isNaN(from.getTime())) throw new Refused(422, "since: expected a time.");
      return { status: 202, body: reconciliations.start(module, store, from) };
    },
    "GET /reconcile": () => ok({ items: reconciliations.state() }),
  };

  return serveJson({
    port: options.port,
    handle: async (request) => {
      const route = routes[`${request.method} ${request.url.pathname}`];
      if (!route) throw new Refused(404, `There is nothing at this address. Known: ${Object.keys(routes).join(", ")}.`);
      return route(request);
    },
    isUnavailable,
    onProblem: options.onProblem,
  });
}

const ok = (body: unknown): Answer => ({ status: 200, body });

/** The fields of a body that may hold these and no others. */
function fields<Name extends string>(body: unknown, names: readonly Name[]): { [name in Name]?: unknown } {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Refused(422, `Send {${names.join(", ")}}.`);
  const unknown = Object.keys(body).find((name) => !names.includes(name as Name));
  if (unknown !== undefined) throw new Refused(422, `${unknown.slice(0, 40)}: is not a known field.`);
  return body;
}

function trafficChange(body: unknown): { rate?: number; paused?: boolean } {
  const { rate, paused } = fields(body, ["rate", "paused"]);
  if (rate !== undefined && !(typeof rate === "number" && rate >= 0.1 && rate <= 1_000)) {
    throw new Refused(422, "rate: expected a number from 0.1 to 1000.");
  }
  if (paused !== undefined && typeof paused !== "boolean") throw new Refused(422, "paused: expected true or false.");
  return { rate, paused };
}
