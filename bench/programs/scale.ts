import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Books from "../../dataplane/intake/book.ts";
import type * as Audit from "../../lib/audit/reads/trail.ts";
import type * as Acknowledging from "../../lib/instances/commands/acknowledge.ts";
import type { ProjectContext } from "../../lib/platform/context.ts";
import type * as Database from "../../lib/platform/db.ts";
import type * as Migrations from "../../scripts/migrate.ts";
import { percentile } from "../statistics.ts";
import { answer } from "./answer.ts";

/** What is asked of one build: `root` is its folder. */
export type ScaleTask = { root: string; databaseUrl: string; task: "migrate" | "search" | "acknowledge"; rounds: number };

/** Milliseconds, 95th percentile, of the first page of each filter. */
export type Searched = Record<string, number>;
/** Statements that store what all said, and milliseconds from the last word to the last one stored. */
export type Acknowledged = { statements: number; milliseconds: number };

const FILTERS: Record<string, Parameters<typeof Audit.auditEvents>[1]> = {
  none: {},
  actor: { actor: "person 12" },
  "actor nobody": { actor: "nobody" },
  "kind of actor": { actorKind: "cli" },
  act: { act: "module." },
  "rare act": { act: "audit." },
  target: { targetKey: "module-0007.data" },
  "kind of target": { targetKind: "risk" },
  environment: { environment: "development" },
  "until three weeks ago": { to: new Date(Date.now() - 21 * 86_400_000) },
  "from tomorrow": { from: new Date(Date.now() + 86_400_000) },
  pending: { pending: "reason" },
  text: { text: "step 4 of" },
};
const PAGE = 50;
const EVERYBODY = 10_000;
const AT_ONCE = 100;

type Load = <Module>(path: string) => Promise<Module>;

answer<ScaleTask>(async ({ root, databaseUrl, task, rounds }) => {
  const load: Load = (path) => import(pathToFileURL(join(root, path)).href);
  if (task === "migrate") return (await load<typeof Migrations>("scripts/migrate.ts")).migrate(databaseUrl);
  const connection = (await load<typeof Database>("lib/platform/db.ts")).connect(databaseUrl, { queryTimeoutMs: 120_000 });
  try {
    if (task === "acknowledge") return await acknowledgeAll(connection, load);
    // Older builds have it in another place.
    const trail = ["lib/audit/reads/trail.ts", "lib/audit/reads.ts"].find((path) => existsSync(join(root, path))) ?? "";
    return await search(connection, await load<typeof Audit>(trail), rounds);
  } finally {
    await connection.close();
  }
});

async function search({ db }: Database.Connection, { auditEvents }: typeof Audit, rounds: number): Promise<Searched> {
  const { id, key } = await db.project.findUniqueOrThrow({ where: { key: "large" } });
  const project = { id, key, role: "viewer", environmentId: null, environmentKey: null } as ProjectContext["project"];
  const actor = { kind: "user", id: "bench", name: "bench" } as const;
  const context: ProjectContext = { db, project, now: new Date(), actor, requestId: "", origin: "api" };
  const found: Searched = {};
  for (const [name, filter] of Object.entries(FILTERS)) {
    const took: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const began = performance.now();
      await auditEvents(context, filter, { limit: PAGE });
      took.push(performance.now() - began);
    }
    found[name] = percentile(took.slice(1), 0.95);
  }
  return found;
}

async function acknowledgeAll({ pool }: Database.Connection, load: Load): Promise<Acknowledged> {
  const { acknowledge } = await load<typeof Acknowledging>("lib/instances/commands/acknowledge.ts");
  const { Book } = await load<typeof Books>("dataplane/intake/book.ts");
  let statements = 0;
  pool.on("connect", (client) => {
    const ask = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      statements += 1;
      return ask(...args);
    }) as typeof client.query;
  });
  const { rows } = await pool.query<{ id: string; revision: number }>(
    "SELECT id, revision::int FROM environments WHERE key = 'production' ORDER BY revision DESC",
  );
  const [environment] = rows;
  if (!environment) throw new Error("there is no environment");
  const { id, revision } = environment;
  const book = new Book(
    (words) => acknowledge(pool, id, words),
    () => revision,
  );
  statements = 0;
  const answers: Promise<unknown>[] = [];
  for (let n = 0; n < EVERYBODY; n += 1) {
    const said = {
      service: "api",
      instance: `pod-${n}`,
      version: "1",
      revision,
      leaseSeconds: 30,
      register: false,
      succeeds: [],
    };
    answers.push(book.say({ ...said, heardAt: performance.now() }));
    if (n % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const last = performance.now();
  await Promise.all(answers);
  await book.close();
  return { statements, milliseconds: performance.now() - last };
}
