import type { Act } from "../../core/access/policy.ts";
import { leaseClock } from "../../instances/reads.ts";
import { authorise, type ProjectContext } from "../../platform/context.ts";
import { conflict, notFound, refused } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { type EnvironmentRow, environmentOf } from "../reads/environment.ts";
import { type Measured, type Surroundings, surroundings } from "../reads/facts.ts";
import { recentFigures } from "../reads/health.ts";
import { history } from "../reads/history.ts";
import type { Module } from "../reads/judge.ts";
import { stateOf } from "../reads/rows.ts";

/** Switches of whole modules, locked until the transaction ends, with the facts as they were after the lock. */
export type Locked = {
  environment: EnvironmentRow;
  rows: Switch[];
  around: Pick<Surroundings, "instances" | "plans">;
  /** The module's state and facts, with what this transaction stored already. */
  of: (moduleId: string) => Module;
  /** Takes down what was stored, so that the next step begins from it. */
  stored: (row: Switch, module: Module) => void;
  /** Postgres' time, by which leases run. */
  clock: Date;
};

/**
 * Locks the environment and the switches of one module, or of all. Registrations of instances and every other change
 * of the environment wait until the transaction ends, so facts read from here on stay true. The order – counter,
 * environment, switches – is the same everywhere. Throws `not-found` when there is no such module.
 */
export async function lockModules(
  context: ProjectContext,
  environment: EnvironmentRow,
  modules: readonly string[] | null,
  measured?: Measured,
): Promise<Locked> {
  const { db, project } = context;
  await waitForChanges(context);
  await db.$queryRaw`SELECT 1 FROM environments WHERE id = ${environment.id}::uuid FOR NO KEY UPDATE`;
  const where = {
    projectId: project.id,
    environmentId: environment.id,
    ...(modules === null ? {} : { module: { key: { in: [...modules] } } }),
  };
  const found = await db.switch.findMany({ where, select: { id: true } });
  if (modules !== null && found.length === 0) throw notFound("module");
  await db.$queryRaw`SELECT id FROM switches WHERE id = ANY(${found.map(({ id }) => id)}::uuid[]) ORDER BY id FOR UPDATE`;
  const rows = await db.switch.findMany({ where, orderBy: { key: "asc" } });
  const around = await surroundings(context, environment, rows, measured);
  const changed = new Map<string, Module>();
  return {
    environment,
    rows,
    around,
    clock: await leaseClock(db),
    of: (moduleId) => changed.get(moduleId) ?? around.of(moduleId),
    stored: (row, module) => {
      rows[rows.findIndex(({ id }) => id === row.id)] = row;
      changed.set(row.moduleId, module);
    },
  };
}

/**
 * Waits for whatever changes a switch now, and keeps the next one waiting: the first of all locks. Throws `refused` in a
 * database that turns out to be another: a dataplane notices within seconds, and asks instances what they act on.
 */
export async function waitForChanges({ db }: ProjectContext): Promise<void> {
  const [counter] = await db.$queryRaw<{ moved: boolean | null }[]>`
    SELECT database IS DISTINCT FROM database_identity() AND database IS NOT NULL AS moved
    FROM revision_counter WHERE id = 1 FOR UPDATE`;
  if (!counter?.moved) return;
  const message = "The database is another one, or was set back. Nothing moves until instances have said what they act on.";
  throw refused([{ rule: "lineage", message, detail: {} }]);
}

/** Locks the module of one switch after the role was checked. Throws `not-found`, and `conflict` on a stale version. */
export async function lockSwitch(
  context: ProjectContext,
  input: { environment: string; key: string; expectedVersion?: number | undefined },
  act: Act,
): Promise<Locked & { row: Switch }> {
  const environment = await environmentOf(context, input.environment);
  authorise(context, act, environment.id);
  const dot = input.key.lastIndexOf(".");
  if (dot < 1) throw notFound("switch");
  // Measurements wait for nobody, so they are read before anybody has to wait for this.
  const measured = await recentFigures(context, environment.id);
  const locked = await lockModules(context, environment, [input.key.slice(0, dot)], measured);
  const row = locked.rows.find(({ key }) => key === input.key);
  if (!row) throw notFound("switch");
  await expectVersion(context, environment, row, input.expectedVersion);
  return { ...locked, row };
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
