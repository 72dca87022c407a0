import type { Rule } from "../../core/evaluation/snapshot.ts";
import { floorOf, stagesOf } from "../../core/stages/module.ts";
import { type Axis, positionsOf } from "../../core/stages/positions.ts";
import { sameRestored } from "../../core/stages/restored.ts";
import { pastStates, rollbackTarget } from "../../core/stages/rollback.ts";
import { FULL_SHARE, type Standing, sameStanding, settledAt } from "../../core/stages/state.ts";
import { leaseClock } from "../../instances/reads.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import type { SwitchView } from "../schema.ts";
import type { EnvironmentRow } from "./environment.ts";
import { type Surroundings, surroundings } from "./facts.ts";
import { lastChanges, recentStates, type StoredPast } from "./history.ts";
import { judge, type Module } from "./judge.ts";
import { missedBy } from "./missed.ts";
import { planView } from "./plans.ts";
import { propagationOf } from "./propagation.ts";
import { partsOf, restoredOf, restoredView, standingOf, stateOf, warningsIn } from "./rows.ts";

/** Switches of an environment as the console and the API show them, optionally of one module or one key. */
export async function switchViews(
  context: ProjectContext,
  environment: EnvironmentRow,
  only: { key?: string; module?: string } = {},
): Promise<SwitchView[]> {
  const { db, project } = context;
  const module = only.key === undefined ? only.module : only.key.slice(0, Math.max(0, only.key.lastIndexOf(".")));
  const rows = await db.switch.findMany({
    where: {
      projectId: project.id,
      environmentId: environment.id,
      ...(module === undefined ? {} : { module: { key: module } }),
    },
    orderBy: { key: "asc" },
  });
  const shown = rows.filter(({ key }) => only.key === undefined || key === only.key);
  const [pasts, changes, around, now, missed] = await Promise.all([
    recentStates(context, shown),
    lastChanges(context, shown),
    surroundings(context, environment, rows),
    leaseClock(db),
    missedBy(context, environment, shown),
  ]);
  return shown.map((row) => {
    const view = viewOf(row, environment, around, pasts.get(row.id) ?? [], now);
    return { ...view, lastChange: changes.get(row.id) ?? null, missed: missed.get(row.id) ?? null };
  });
}

/** One switch. Throws `not-found`. */
export async function switchView(context: ProjectContext, environment: EnvironmentRow, key: string): Promise<SwitchView> {
  const [view] = await switchViews(context, environment, { key });
  if (!view) throw notFound("switch");
  return view;
}

function viewOf(
  row: Switch,
  environment: EnvironmentRow,
  around: Surroundings,
  past: readonly StoredPast[],
  now: Date,
): Omit<SwitchView, "missed" | "lastChange"> {
  const { module, axis } = partsOf(row.key);
  const own = around.of(row.moduleId);
  return {
    key: row.key,
    module,
    axis,
    environment: environment.key,
    ...standingOf(row),
    rules: row.rules as unknown as Rule[],
    warnings: warningsIn(row.rules as unknown as Rule[]),
    checkRatio: row.checkRatio,
    secondaryWrites: stateOf(row).secondaryWrites,
    paused: row.paused,
    floor: axis === "data" ? floorOf(stagesOf(own.state)) : null,
    held: row.held,
    version: row.version,
    revision: Number(row.revision),
    updatedAt: row.updatedAt.toISOString(),
    propagation: propagationOf(Math.max(Number(row.revision), around.lineageFrom), around.instances, now),
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
