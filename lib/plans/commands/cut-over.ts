import { randomUUID } from "node:crypto";
import type { SwitchState } from "../../core/stages/module.ts";
import type { PlanStep } from "../../core/stages/plan-step.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import type { Locked } from "../../switches/commands/lock.ts";
import type { NewState } from "../../switches/commands/store.ts";
import { standingOf } from "../../switches/reads/rows.ts";
import type { Changed } from "../../switches/schema/outcome.ts";
import { openPlan } from "./record.ts";
import { walk } from "./walk.ts";

type Told = Pick<NewState, "reason" | "link" | "override"> & { seconds: number };

/**
 * Changes the authority with new writes stopped: pause, wait until all have drained, move, wait until all have
 * followed, resume. The pause is stored at once, the rest by whoever walks the plan; what takes longer than `seconds`
 * is given up. The caller has judged the move.
 */
export function cutOver(context: ProjectContext, locked: Locked, row: Switch, next: SwitchState, told: Told): Changed {
  const { link } = told;
  const from = standingOf(row);
  const to = standingOf(next);
  const about = { switch: row.key, secondaryWrites: next.secondaryWrites };
  const extras = {
    ...(next.checkRatio !== row.checkRatio && { checkRatio: next.checkRatio }),
    ...(link !== undefined && { link }),
  };
  const steps: PlanStep[] = [
    { ...about, to: from, paused: true },
    { ...about, ...extras, to, paused: true },
    { ...about, to, paused: false },
  ];
  const plan = { id: randomUUID(), kind: "cut-over" as const, steps, reason: told.reason, override: told.override };
  const { changes, done, waitsFor } = walk(context, locked, row.moduleId, { ...plan, done: 0, plan: plan.id });
  const last = changes.at(-1);
  if (!last) throw new Error("a pause that was judged could not be stored");
  const ended = done === steps.length;
  const stored = openPlan(context, locked, row.moduleId, {
    ...plan,
    done,
    waitsFor,
    state: ended ? "done" : "waiting",
    giveUpAt: new Date(locked.clock.getTime() + told.seconds * 1000),
  });
  return Object.assign(last, { plan: stored });
}
