import type { z } from "zod";
import { effectAt } from "../../core/stages/effect.ts";
import { judge, type Module } from "../../core/stages/judge.ts";
import { floorOf, stagesOf } from "../../core/stages/module.ts";
import { type Axis, positionsOf } from "../../core/stages/positions.ts";
import { sameRestored } from "../../core/stages/restored.ts";
import { pastStates, rollbackTarget } from "../../core/stages/rollback.ts";
import { FULL_SHARE, type Standing, sameStanding, settledAt } from "../../core/stages/state.ts";
import { leaseClock } from "../../instances/reads/counted.ts";
import { planView } from "../../plans/reads.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { invalid, notFound } from "../../platform/errors.ts";
import type { Prisma, Switch } from "../../platform/generated/prisma/client.ts";
import type { Following } from "../schema/standings.ts";
import type { SwitchView, switchListQuerySchema } from "../schema/switch.ts";
import type { EnvironmentRow } from "./environment.ts";
import { type Surroundings, surroundings } from "./facts.ts";
import { following } from "./following.ts";
import { lastChanges, recentStates, type StoredPast } from "./history.ts";
import { missedBy } from "./missed.ts";
import { partsOf, restoredOf, restoredView, rulesOf, standingOf, stateOf, warningsIn } from "./rows.ts";

/** Every switch of an environment with its moves, optionally those of one module. */
export async function switchViews(
  context: ProjectContext,
  environment: EnvironmentRow,
  only: { module?: string } = {},
): Promise<SwitchView[]> {
  const module = only.module === undefined ? { archivedAt: null } : { key: only.module };
  const rows = await rowsOf(context, environment, { module });
  return viewsOf(context, environment, rows, rows);
}

/** A page of them by key. The cursor is the last key of the page before. */
export async function listSwitches(
  context: ProjectContext,
  environment: EnvironmentRow,
  { module, cursor, limit }: z.infer<typeof switchListQuerySchema>,
): Promise<{ items: SwitchView[]; nextCursor: string | null }> {
  const within = { module: module === undefined ? { archivedAt: null } : { key: module } };
  if (cursor !== undefined && (await rowsOf(context, environment, { ...within, key: cursor })).length === 0) {
    throw invalid("cursor: names nothing in this list; it may be gone by now. Start from the first page.", [
      { path: "cursor", message: "use nextCursor as it came" },
    ]);
  }
  const found = await rowsOf(
    context,
    environment,
    { ...within, ...(cursor === undefined ? {} : { key: { gt: cursor } }) },
    limit + 1,
  );
  const shown = found.slice(0, limit);
  // A page may end within a module, whose moves depend on all its switches.
  const rows = await rowsOf(context, environment, { moduleId: { in: shown.map(({ moduleId }) => moduleId) } });
  const items = await viewsOf(context, environment, rows, shown);
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.key ?? null) : null };
}

function rowsOf(
  { db, project }: ProjectContext,
  environment: EnvironmentRow,
  where: Prisma.SwitchWhereInput,
  limit?: number,
): Promise<Switch[]> {
  return db.switch.findMany({
    where: { projectId: project.id, environmentId: environment.id, ...where },
    orderBy: { key: "asc" },
    ...(limit === undefined ? {} : { take: limit }),
  });
}

/** `rows` are all switches of the modules whose switches are shown. */
async function viewsOf(
  context: ProjectContext,
  environment: EnvironmentRow,
  rows: readonly Switch[],
  shown: readonly Switch[],
): Promise<SwitchView[]> {
  const [pasts, changes, around, followers, now, missed] = await Promise.all([
    recentStates(context, shown),
    lastChanges(context, shown),
    surroundings(context, environment, rows),
    following(context, environment),
    leaseClock(context.db),
    missedBy(context, environment, shown),
  ]);
  return shown.map((row) => {
    const view = viewOf(row, environment, around, followers, pasts.get(row.id) ?? [], now);
    return { ...view, lastChange: changes.get(row.id) ?? null, missed: missed.get(row.id) ?? null };
  });
}

/** One switch. Throws `not-found`. */
export async function switchView(context: ProjectContext, environment: EnvironmentRow, key: string): Promise<SwitchView> {
  const module = key.slice(0, Math.max(0, key.lastIndexOf(".")));
  const rows = await rowsOf(context, environment, { module: { key: module } });
  const [view] = await viewsOf(
    context,
    environment,
    rows,
    rows.filter((row) => row.key === key),
  );
  if (!view) throw notFound("switch");
  return view;
}

function viewOf(
  row: Switch,
  environment: EnvironmentRow,
  around: Surroundings,
  followers: Following,
  past: readonly StoredPast[],
  now: Date,
): Omit<SwitchView, "missed" | "lastChange"> {
  const { module, axis } = partsOf(row.key);
  const own = around.of(row.moduleId);
  const rules = rulesOf(row.rules);
  return {
    key: row.key,
    module,
    axis,
    environment: environment.key,
    ...standingOf(row),
    rules,
    warnings: warningsIn(rules),
    checkRatio: row.checkRatio,
    secondaryWrites: stateOf(row).secondaryWrites,
    paused: row.paused,
    floor: axis === "data" ? floorOf(stagesOf(own.state)) : null,
    held: row.held,
    version: row.version,
    revision: Number(row.revision),
    updatedAt: row.updatedAt.toISOString(),
    propagation: effectAt(Number(row.revision), followers),
    rollbackTo: rollbackOf(row, past),
    moves: movesOf(axis, standingOf(row), own, environment, now),
    plans: around.plans.filter((plan) => plan.moduleId === row.moduleId).map(planView),
  };
}

/** What the whole step to each other position asks for, and what stands against it. */
function movesOf(axis: Axis, from: Standing, module: Module, environment: EnvironmentRow, now: Date): SwitchView["moves"] {
  return positionsOf(axis)
    .map(settledAt)
    .filter((to) => !sameStanding(from, to))
    .map((to) => {
      const command = { switch: axis, target: to.position, share: FULL_SHARE, act: "change" } as const;
      const { course, level, refusals, gates } = judge(module, command, environment, {}, null, now);
      return { target: to.position, direction: course.direction, level, refusals, gates };
    });
}

function rollbackOf(row: Switch, newestFirst: readonly StoredPast[]): SwitchView["rollbackTo"] {
  const { axis } = partsOf(row.key);
  const found = rollbackTarget({ [axis]: restoredOf(row) }, pastStates({ [axis]: [...newestFirst].reverse() }));
  const state = found?.states[axis];
  if (!found || !state) return null;
  const since = found.since.getTime();
  const version = newestFirst.find((one) => one.at.getTime() === since && sameRestored(one.state, state))?.version;
  return { ...restoredView(state), version: version ?? 1, since: found.since.toISOString() };
}
