import type { PlanView } from "../../plans/schema.ts";
import { inTransaction, type ProjectContext } from "../../platform/context.ts";
import { notFound, refused } from "../../platform/errors.ts";
import { history } from "../reads/history.ts";
import { warningsIn } from "../reads/rows.ts";
import type { Changed } from "../schema/outcome.ts";
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
    const back = await moduleBack(inside, locked, input);
    if (back?.refusals) throw refused(back.refusals);
    if (!back) throw nothingBehind(input.module);
    await write(inside, locked);
    return { changes: back.changes, plans: plansOf([back]) };
  });
}

/** A module that was locked alone. Null when nothing is behind it. */
export async function moduleBack(
  context: ProjectContext,
  locked: Locked,
  { to, reason }: { to?: "old" | undefined; reason?: string | undefined },
): Promise<Back | null> {
  const target = await targetOf(context, locked.rows, to);
  const [row] = locked.rows;
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

export function nothingBehind(what: string) {
  const message = `There is no earlier state behind the present one of ${what}.`;
  return refused([{ rule: "nothing-behind", message, detail: { target: what } }]);
}
