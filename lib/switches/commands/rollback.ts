import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { notFound, refused } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { history } from "../reads/history.ts";
import { warningsIn } from "../reads/rows.ts";
import type { Changed, PlanView } from "../schema.ts";
import { type Locked, lockModules, lockSwitch } from "./lock.ts";
import { targetOf, targetOfSwitch } from "./rollback-target.ts";
import { type Back, takeBack } from "./take-back.ts";
import { write } from "./write.ts";

/** Stored at once, and the plans of the steps still to come. */
export type RolledBack = { changes: Changed[]; plans: PlanView[] };

/**
 * Takes one switch back to a whole earlier state, rules and policy with it: to a position or a version of its history,
 * or to the last state that stood ten minutes.
 * Walks one position at a time; what has to wait is a plan the worker goes on with. The switch is held at once. Needs
 * no reason and no version. Throws `refused` when there is nothing behind, and out of complete.
 */
export async function rollbackSwitch(
  context: ProjectContext,
  input: { environment: string; key: string; to?: string | number | undefined; reason?: string | undefined },
): Promise<Changed & RolledBack> {
  return inTransaction(context, async (inside) => {
    const locked = await lockSwitch(inside, input, "switch.back");
    const { row } = locked;
    const target = await targetOfSwitch(inside, row, input.to);
    const back = target && takeBack(inside, locked, row.moduleId, { target }, input.reason);
    if (back?.refusals) throw refused(back.refusals);
    if (!back) throw input.to === undefined ? nothingBehind(input.key) : notBehind(input.to);
    await write(inside, locked);
    const last = back.changes.at(-1) ?? (await lastOf(inside, locked, input.key));
    return { ...last, plan: back.plan, changes: back.changes, plans: plansOf([back]) };
  });
}

/** Takes a module back to its last joint state that stood ten minutes, or with `to: "old"` to its start. */
export async function rollbackModule(
  context: ProjectContext,
  input: { environment: string; module: string; to?: "old" | undefined; reason?: string | undefined },
): Promise<RolledBack> {
  return inTransaction(context, async (inside) => {
    const locked = await lockModules(inside, input.environment, [input.module], { act: "switch.back" });
    const back = await moduleBack(inside, locked, locked.rows, input);
    if (back?.refusals) throw refused(back.refusals);
    if (!back) throw nothingBehind(input.module);
    await write(inside, locked);
    return { changes: back.changes, plans: plansOf([back]) };
  });
}

/**
 * Takes every module of the project back, in one environment or in all. A module that cannot go back does not keep
 * the others; throws `refused` when none can.
 */
export async function rollbackProject(
  context: ProjectContext,
  input: { environment?: string | undefined; to?: "old" | undefined; reason?: string | undefined },
): Promise<RolledBack> {
  return inTransaction(context, async (inside) => {
    const where = { projectId: inside.project.id, ...(input.environment === undefined ? {} : { key: input.environment }) };
    const environments = await inside.db.environment.findMany({
      where,
      select: { id: true, key: true },
      orderBy: { position: "asc" },
    });
    if (environments.length === 0) throw notFound("environment");
    for (const environment of environments) authorise(inside, "switch.back", environment.id);
    const modules = await inside.db.module.findMany({ where: { projectId: inside.project.id }, select: { key: true } });
    if (modules.length === 0) throw nothingBehind(inside.project.key);
    const all: Back[] = [];
    for (const environment of environments) {
      const keys = modules.map(({ key }) => key);
      const locked = await lockModules(inside, environment.key, keys);
      for (const moduleId of new Set(locked.rows.map((row) => row.moduleId))) {
        const rows = locked.rows.filter((row) => row.moduleId === moduleId);
        const back = await moduleBack(inside, locked, rows, input);
        if (back) all.push(back);
      }
      await write(inside, locked);
    }
    const changes = all.flatMap((back) => back.changes);
    const refusals = all.flatMap((back) => back.refusals ?? []);
    const begun = all.some((back) => back.refusals === null);
    if (!begun) throw refusals.length > 0 ? refused(refusals) : nothingBehind(inside.project.key);
    return { changes, plans: plansOf(all) };
  });
}

async function moduleBack(
  context: ProjectContext,
  locked: Locked,
  rows: Switch[],
  { to, reason }: { to?: "old" | undefined; reason?: string | undefined },
): Promise<Back | null> {
  const target = await targetOf(context, rows, to);
  const [row] = rows;
  return target && row ? takeBack(context, locked, row.moduleId, { target }, reason) : null;
}

/** The change a switch stands by: nothing of the rollback could be stored yet, and it was held already. */
async function lastOf(context: ProjectContext, { environment }: Locked, key: string): Promise<Changed> {
  const [change] = (await history(context, environment, key, { limit: 1 })).items;
  if (!change) throw notFound("switch");
  return { version: change.version, revision: change.revision, change, plan: null, warnings: warningsIn(change.rules) };
}

function plansOf(all: readonly Back[]): PlanView[] {
  return all.flatMap(({ plan }) => plan ?? []);
}

function notBehind(to: string | number) {
  const message = `“${to}” is not behind the present state; a rollback never moves forward.`;
  return refused([{ rule: "back", message, detail: { to } }]);
}

function nothingBehind(what: string) {
  const message = `There is no earlier state behind the present one of ${what}.`;
  return refused([{ rule: "nothing-behind", message, detail: { target: what } }]);
}
