import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { evaluate } from "../../lib/core/evaluation/evaluate.ts";
import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { type Client, type ClientOptions, createClient, fileState, type StateStore } from "../../sdk/index.ts";
import type { Drill } from "./drill.ts";
import { startReplica } from "./processes.ts";
import type { Report } from "./readers.ts";
import { startService } from "./service.ts";
import { rest, secondsUntil } from "./waiting.ts";
import type { World } from "./world.ts";

const RECOVERY_SECONDS = 15;
const KEYS = ["module-0.route", "module-0.call", "module-0.data"];
const LEASE_SECONDS = 3;

/** Which switches an instance that starts without contact may act on; all others answer an error and the fallback. */
type Case = { name: string; acts: "all" | "route" | "none"; options: Partial<ClientOptions> };

/** Both replicas are gone and instances restart: each acts on what is provably good, and on nothing else. */
export const coldStart: Drill = {
  name: "cold-start",
  recoverySeconds: RECOVERY_SECONDS,
  async run(world, seconds) {
    const replicas = await Promise.all([startReplica(world, { name: "one" }), startReplica(world, { name: "two" })]);
    const urls = replicas.map(({ url }) => url);
    const holding = await crashed(world, urls, "hold");
    const fencing = await crashed(world, urls, "fence");
    const bootstrap = JSON.parse(await (await fetchSnapshot(urls[0] as string, world.token)).text()) as Snapshot;
    await Promise.all(replicas.map(({ kill }) => kill()));

    const cases: Case[] = [
      { name: "held state", acts: "all", options: { state: kept(holding) } },
      { name: "fencing state within its lease", acts: "all", options: { state: kept(fencing), onLeaseLoss: "fence" } },
      { name: "bootstrap file", acts: "route", options: { bootstrap } },
      { name: "bootstrap file, persisted by choice", acts: "all", options: { bootstrap, coldStart: "persisted" } },
      { name: "nothing", acts: "none", options: {} },
    ];
    const report: Report = { reads: 0, failed: 0, wrong: 0, problem: null };
    const clients = cases.map((each) => ({ ...each, client: cold(world, urls, each.options) }));
    for (const { client, ...each } of clients) check(report, bootstrap, client, each);

    // The lease runs out; from then on only a state that holds is known to be good.
    await rest(Math.max(seconds, LEASE_SECONDS + 0.5) * 1000);
    const late: Case = {
      name: "fencing state after its lease",
      acts: "route",
      options: { state: kept(fencing), onLeaseLoss: "fence" },
    };
    const lateClient = { ...late, client: cold(world, urls, late.options) };
    for (const { client, ...each } of [...clients, lateClient]) {
      check(report, bootstrap, client, each.options.onLeaseLoss === "fence" ? { ...each, acts: "route" } : each);
    }

    const began = performance.now();
    await Promise.all(
      ["one", "two"].map((name, i) => startReplica(world, { name, port: Number(new URL(urls[i] as string).port) })),
    );
    const back = performance.now();
    const all = [...clients, lateClient];
    const acting = ({ client }: { client: Client }) =>
      KEYS.every((key) => client.evaluate(key, SUBJECT, "old").errorCode === undefined);
    await secondsUntil(() => all.every(acting), RECOVERY_SECONDS);
    const recoverySeconds = (performance.now() - back) / 1000;
    for (const { client, ...each } of all) check(report, bootstrap, client, { ...each, acts: "all" });
    const starting = ((back - began) / 1000).toFixed(1);
    return { reports: [report], recoverySeconds, note: `${all.length} instances; the replicas took ${starting} s to start` };
  },
};

const SUBJECT = { targetingKey: "subject-1" };

/** An instance that ended without a word; what it had saved. */
async function crashed(world: World, urls: string[], onLeaseLoss: "hold" | "fence"): Promise<string> {
  const path = join(world.folder("states"), `${onLeaseLoss}.json`);
  const client = await startService(world, urls, { state: fileState(path), onLeaseLoss, leaseSeconds: LEASE_SECONDS });
  const saved = async () => {
    const text = await readFile(path, "utf8").catch(() => "{}");
    return JSON.parse(text).lease ? text : null;
  };
  await secondsUntil(async () => (await saved()) !== null && client.snapshot() !== null, RECOVERY_SECONDS);
  const text = await saved();
  if (text === null) throw new Error("the service saved no state");
  return text;
}

function kept(text: string): StateStore {
  let held = text;
  return {
    load: () => held,
    save: async (next) => {
      held = next;
    },
  };
}

function cold(world: World, urls: string[], options: Partial<ClientOptions>): Client {
  const client = createClient({
    url: urls,
    token: world.token,
    service: "drill",
    leaseSeconds: LEASE_SECONDS,
    pollEverySeconds: 1,
    ...options,
  });
  world.defer(() => client.close());
  return client;
}

/** Holds every answer against the rule: what may be acted on answers from the state, the rest says it may not. */
function check(report: Report, state: Snapshot, client: Client, { name, acts }: Pick<Case, "name" | "acts">): void {
  for (const key of KEYS) {
    report.reads += 1;
    const answer = client.evaluate(key, SUBJECT, "old");
    const may = acts === "all" || (acts === "route" && key.endsWith(".route"));
    const known = evaluate(state, key, SUBJECT);
    const right = may
      ? known.ok && answer.errorCode === undefined && answer.value === known.value
      : answer.errorCode === "PROVIDER_NOT_READY";
    if (right) continue;
    if (may && answer.errorCode !== undefined) report.failed += 1;
    else report.wrong += 1;
    report.problem ??= `${name}: ${key} answered ${answer.errorCode ?? answer.value}`;
  }
}

function fetchSnapshot(url: string, token: string): Promise<Response> {
  return fetch(`${url}/api/v1/snapshot`, { headers: { authorization: `Bearer ${token}` } });
}
