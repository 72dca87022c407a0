import type { Axis, Position } from "../../core/stages/positions.ts";
import { indexOf } from "../../core/stages/positions.ts";
import {
  type HistoryEntry,
  pastStandings,
  rollbackOrder,
  rollbackTarget,
  type Standings,
  walkBack,
} from "../../core/stages/rollback.ts";
import { initialStanding, type Standing, settledAt } from "../../core/stages/state.ts";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { AppError, notFound, refused } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { type EnvironmentRow, environmentOf } from "../reads/environment.ts";
import { history } from "../reads/history.ts";
import { partsOf, standingOf, stateOf } from "../reads/rows.ts";
import type { Changed } from "../schema.ts";
import { lockModules } from "./lock.ts";
import { store } from "./store.ts";

type RolledBack = { changes: Changed[] };

/** How far back a default rollback looks, in versions of each switch. */
const REMEMBERED_VERSIONS = 100;

/**
 * Takes one switch back: to a position or a version of its history, or to the last state that stood ten
 * minutes. Walks one position at a time and leaves the switch held. Needs no reason and no version.
 */
export async function rollbackSwitch(
  context: ProjectContext,
  input: { environment: string; key: string; to?: string | number | undefined; reason?: string | undefined },
): Promise<Changed & RolledBack> {
  return inTransaction(context, async (inside) => {
    const environment = await environmentOf(inside, input.environment);
    authorise(inside, "switch.back", environment.id);
    const { rows: all } = await lockModules(inside, environment, [input.key.slice(0, Math.max(0, input.key.lastIndexOf(".")))]);
    const rows = all.filter(({ key }) => key === input.key);
    const [row] = rows;
    if (!row) throw notFound("switch");
    const { axis } = partsOf(row.key);
    const target =
      input.to === undefined ? await defaultTarget(inside, environment, rows) : { [axis]: await named(inside, row, input.to) };
    const changes = await takeBack(inside, environment, rows, target, input.reason);
    const last = changes.at(-1);
    if (!last) throw nothingBehind(input.key);
    return { ...last, changes };
  });
}

/** Takes a module back to its last joint state that stood ten minutes, or with `to: "old"` to its start. */
export async function rollbackModule(
  context: ProjectContext,
  input: { environment: string; module: string; to?: "old" | undefined; reason?: string | undefined },
): Promise<RolledBack> {
  return inTransaction(context, async (inside) => {
    const environment = await environmentOf(inside, input.environment);
    authorise(inside, "switch.back", environment.id);
    const changes = await moduleBack(inside, environment, input.module, input.to, input.reason);
    if (changes.length === 0) throw nothingBehind(input.module);
    return { changes };
  });
}

/** Takes every module of the project back, in one environment or in all. */
export async function rollbackProject(
  context: ProjectContext,
  input: { environment?: string | undefined; to?: "old" | undefined; reason?: string | undefined },
): Promise<RolledBack> {
  return inTransaction(context, async (inside) => {
    const where = { projectId: inside.project.id, ...(input.environment === undefined ? {} : { key: input.environment }) };
    const environments = await inside.db.environment.findMany({ where, orderBy: { position: "asc" } });
    if (environments.length === 0) throw new AppError("not-found", "There is no such environment.");
    const modules = await inside.db.module.findMany({ where: { projectId: inside.project.id }, orderBy: { key: "asc" } });

    const changes: Changed[] = [];
    for (const environment of environments) {
      authorise(inside, "switch.back", environment.id);
      for (const module of modules) changes.push(...(await moduleBack(inside, environment, module.key, input.to, input.reason)));
    }
    if (changes.length === 0) throw nothingBehind(inside.project.key);
    return { changes };
  });
}

async function moduleBack(
  context: ProjectContext,
  environment: EnvironmentRow,
  module: string,
  to: "old" | undefined,
  reason: string | undefined,
): Promise<Changed[]> {
  const { rows } = await lockModules(context, environment, [module]);
  const target = to === "old" ? startOf(rows) : await defaultTarget(context, environment, rows);
  return takeBack(context, environment, rows, target, reason);
}

async function takeBack(
  context: ProjectContext,
  environment: EnvironmentRow,
  rows: Switch[],
  target: Standings | null,
  reason: string | undefined,
): Promise<Changed[]> {
  const byAxis = new Map(rows.map((row) => [partsOf(row.key).axis, row]));
  const data = byAxis.get("data");
  const changes: Changed[] = [];
  for (const axis of rollbackOrder(data && standingOf(data))) {
    const to = target?.[axis];
    let row = byAxis.get(axis);
    if (!row || !to) continue;
    for (const step of walkBack(axis, standingOf(row), to)) {
      const changed = await store(context, environment, row, {
        act: "rollback",
        state: { ...stateOf(row), ...step, held: true },
        reason,
      });
      row = { ...row, ...step, held: true, version: changed.version };
      changes.push(changed);
    }
  }
  return changes;
}

async function defaultTarget(context: ProjectContext, environment: EnvironmentRow, rows: Switch[]): Promise<Standings | null> {
  const histories: Partial<Record<Axis, HistoryEntry[]>> = {};
  const present: Standings = {};
  for (const row of rows) {
    const { axis } = partsOf(row.key);
    present[axis] = standingOf(row);
    const { items } = await history(context, environment, row.key, { limit: REMEMBERED_VERSIONS });
    histories[axis] = items.map((change) => ({ at: new Date(change.at), standing: standingOf(change.to) })).reverse();
  }
  return rollbackTarget(present, pastStandings(histories))?.standings ?? null;
}

async function named(context: ProjectContext, row: Switch, to: string | number): Promise<Standing> {
  const { axis } = partsOf(row.key);
  const target =
    typeof to === "number"
      ? await context.db.switchChange
          .findUnique({ where: { switchId_version: { switchId: row.id, version: to } } })
          .then((found) => found && standingOf(found))
      : indexOf(axis, to) < 0
        ? null
        : settledAt(to as Position);
  if (!target) throw refused([{ rule: "position", message: `${row.key} has no position or version “${to}”.`, detail: { to } }]);
  if (walkBack(axis, standingOf(row), target).length === 0) {
    throw refused([
      { rule: "back", message: `“${to}” is not behind the present state; a rollback never moves forward.`, detail: { to } },
    ]);
  }
  return target;
}

function startOf(rows: Switch[]): Standings {
  return Object.fromEntries(rows.map((row) => [partsOf(row.key).axis, initialStanding(partsOf(row.key).axis)]));
}

function nothingBehind(what: string): AppError {
  return refused([
    { rule: "nothing-behind", message: `There is no earlier state behind the present one of ${what}.`, detail: { target: what } },
  ]);
}
