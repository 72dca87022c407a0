import { type ChainEnd, endQuery, readEnd } from "../../audit/commands.ts";
import type { Act } from "../../core/access/policy.ts";
import { quietFacts } from "../../core/stages/facts.ts";
import type { Module } from "../../core/stages/judge.ts";
import { publishedAs } from "../../core/stages/published.ts";
import { authorise, keepWithin, type ProjectContext } from "../../platform/context.ts";
import { conflict, notFound, refused } from "../../platform/errors.ts";
import { Prisma, type Switch } from "../../platform/generated/prisma/client.ts";
import { ask, type Fact, movedIn, namedIn } from "../facts/ask.ts";
import { clock } from "../facts/clock.ts";
import { plans } from "../facts/plans.ts";
import { proposals } from "../facts/proposals.ts";
import { switches } from "../facts/switches.ts";
import { archivedEnvironment, archivedModule } from "../reads/archived.ts";
import type { EnvironmentRow } from "../reads/environment.ts";
import { factsWanted, type Surroundings, surround } from "../reads/facts.ts";
import { type Measured, recentFigures, UNMEASURED } from "../reads/health.ts";
import { history } from "../reads/history.ts";
import { byModule, moduleStateOf, stateOf } from "../reads/rows.ts";
import { emptyJournal, type Journal } from "./journal.ts";

/** Switches of whole modules, locked until the transaction ends, with the facts as they were after the lock. */
export type Locked = {
  environment: EnvironmentRow;
  rows: Switch[];
  around: Pick<Surroundings, "instances" | "plans">;
  proposals: { id: string; switchId: string }[];
  /** The module's state and facts, with what this transaction decided already. */
  of: (moduleId: string) => Module;
  /** Takes down what was decided, so that the next step begins from it. */
  stored: (row: Switch, module: Module) => void;
  /** Postgres' time, by which leases run, and the request's. */
  clock: Date;
  now: Date;
  journal: Journal;
  chain: ChainEnd;
};

/**
 * Locks the project and the environment, and reads the modules named with the facts the rules ask for. Registrations of
 * instances and every other change of the project wait until the transaction ends, so facts read from here on stay
 * true; no other project does. Throws `not-found` when there is no such module.
 */
export async function lockModules(
  context: ProjectContext,
  environmentKey: string,
  modules: readonly string[],
  { act, measured = false, archivedToo = false }: { act?: Act; measured?: boolean; archivedToo?: boolean } = {},
): Promise<Locked> {
  const environment = await lockEnvironment(context, environmentKey, act);
  const scope = { ...within(context, environment), modules: namedIn(context.project.id, modules) };
  const found = await ask(context.db, scope, { ...STORED, ...factsWanted(context.now) });
  if (found.switches.length === 0) throw notFound("module");
  if (!archivedToo) refuseArchived(found.archived);
  const figures: Measured = measured ? await recentFigures(context, environment.id, modules) : UNMEASURED;
  const around = surround(context, environment, found.switches, found, figures);
  return lockedOf(context, environment, found, around);
}

/**
 * Locks the same for what no rule judges, such as a hold, and reads no facts: of the modules named, or of all of which
 * some switch has moved.
 */
export async function lockStanding(
  context: ProjectContext,
  environmentKey: string,
  modules: readonly string[] | "moved",
  { act }: { act?: Act } = {},
): Promise<Locked> {
  const environment = await lockEnvironment(context, environmentKey, act);
  const scope = within(context, environment);
  const named = modules === "moved" ? movedIn(environment.id) : namedIn(context.project.id, modules);
  const found = await ask(context.db, { ...scope, modules: named }, { ...STORED, plans, clock });
  refuseArchived(found.archived);
  const own = byModule<Switch>(found.switches);
  const of = (moduleId: string): Module => {
    const state = moduleStateOf(own.get(moduleId) ?? []);
    return { state, facts: quietFacts(publishedAs(0, state)) };
  };
  return lockedOf(context, environment, found, { instances: [], plans: found.plans, clock: found.clock, of });
}

type Stored = { switches: Switch[]; proposals: Locked["proposals"]; chain: ChainEnd; moved: boolean };

function lockedOf(
  { now }: ProjectContext,
  environment: EnvironmentRow,
  { switches: rows, proposals: open, chain: end, moved: elsewhere }: Stored,
  around: Surroundings,
): Locked {
  if (elsewhere) throw anotherDatabase();
  const changed = new Map<string, Module>();
  const places = new Map(rows.map(({ id }, place) => [id, place]));
  return {
    environment,
    rows,
    around,
    proposals: open,
    clock: around.clock,
    now,
    of: (moduleId) => changed.get(moduleId) ?? around.of(moduleId),
    stored: (row, module) => {
      rows[places.get(row.id) ?? -1] = row;
      changed.set(row.moduleId, module);
    },
    journal: emptyJournal(),
    chain: end,
  };
}

function within({ project }: ProjectContext, environment: EnvironmentRow) {
  return { projectId: project.id, environmentId: environment.id };
}

/** The project, then the environment. What is read of it is as it is once the lock is ours. */
async function lockEnvironment(context: ProjectContext, key: string, act: Act | undefined): Promise<EnvironmentRow> {
  const { db, project } = context;
  if (act) authorise(context, act);
  const [found] = await db.$queryRaw<(EnvironmentRow & { archived: boolean })[]>`
    SELECT e.id::text, e.key, e.protected, e.approvals, e.step_limit AS "stepLimit", e.archived_at IS NOT NULL AS archived
    FROM projects p JOIN environments e ON e.project_id = p.id
    WHERE p.id = ${project.id}::uuid AND e.key = ${key} FOR NO KEY UPDATE OF p, e`;
  if (!found) throw notFound("environment");
  keepWithin(context, found.id);
  const { archived, ...environment } = found;
  if (archived) throw refused([archivedEnvironment(environment.key)]);
  return environment;
}

const chain: Fact<ChainEnd> = { sql: ({ projectId }) => endQuery(projectId), read: readEnd };

/** Whether the database turns out to be another: a dataplane notices within seconds, and asks instances what they act on. */
const moved: Fact<boolean> = {
  sql: () => Prisma.sql`
    SELECT to_json(database IS DISTINCT FROM database_identity() AND database IS NOT NULL) FROM revision_counter WHERE id = 1`,
  read: (answer: boolean | null) => answer === true,
};

const archived: Fact<string[]> = {
  sql: ({ modules }) => Prisma.sql`
    SELECT coalesce(json_agg(key ORDER BY key), '[]') FROM modules WHERE id = ANY(${modules}) AND archived_at IS NOT NULL`,
  read: (keys: string[]) => keys,
};

/** Read with every lock. */
const STORED = { switches, proposals, chain, moved, archived };

function refuseArchived(modules: readonly string[]): void {
  if (modules.length > 0) throw refused(modules.map(archivedModule));
}

/** Throws `refused` in a database that turns out to be another. */
export async function refuseAnotherDatabase({ db, project }: ProjectContext): Promise<void> {
  const none = { projectId: project.id, environmentId: "", modules: Prisma.sql`NULL` };
  if ((await ask(db, none, { moved })).moved) throw anotherDatabase();
}

function anotherDatabase() {
  const message = "The database is another one, or was set back. Nothing moves until instances have said what they act on.";
  return refused([{ rule: "lineage", message, detail: {} }]);
}

type Asked = { environment: string; key: string; expectedVersion?: number | undefined };

/** Locks the module of one switch after the role was checked. Throws `not-found`, and `conflict` on a stale version. */
export async function lockSwitch(
  context: ProjectContext,
  input: Asked,
  act: Act,
  { measured = false }: { measured?: boolean } = {},
): Promise<Locked & { row: Switch }> {
  const locked = await lockModules(context, input.environment, [moduleIn(input.key)], { act, measured });
  return withRow(context, locked, input);
}

/** The same where no rule judges what is done. */
export async function lockStandingSwitch(context: ProjectContext, input: Asked, act: Act): Promise<Locked & { row: Switch }> {
  const locked = await lockStanding(context, input.environment, [moduleIn(input.key)], { act });
  return withRow(context, locked, input);
}

async function withRow(context: ProjectContext, locked: Locked, input: Asked): Promise<Locked & { row: Switch }> {
  const row = locked.rows.find(({ key }) => key === input.key);
  if (!row) throw notFound("switch");
  await expectVersion(context, locked.environment, row, input.expectedVersion);
  return Object.assign(locked, { row });
}

/** The module a switch's key names. Throws `not-found`. */
export function moduleIn(key: string): string {
  const dot = key.lastIndexOf(".");
  if (dot < 1) throw notFound("switch");
  return key.slice(0, dot);
}

/** Throws `conflict` with what is stored and how it came about, unless the caller saw the present version. */
export async function expectVersion(
  context: ProjectContext,
  environment: EnvironmentRow,
  row: Switch,
  expected: number | undefined,
): Promise<void> {
  if (expected === undefined || expected === row.version) return;
  const { items } = await history(context, environment, row.key, { limit: 1 });
  throw conflict(
    `You saw version ${expected}; ${row.key} is at version ${row.version} by now. Look at the other change, then decide again.`,
    { ...stateOf(row), key: row.key, version: row.version, revision: Number(row.revision) },
    items[0] ?? null,
  );
}
