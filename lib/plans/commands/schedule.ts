import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { mayPass } from "../../core/stages/plan-step.ts";
import { inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { authoriseMove, judgeChange } from "../../switches/commands/change.ts";
import { lockSwitch } from "../../switches/commands/lock.ts";
import { write } from "../../switches/commands/write.ts";
import { standingOf } from "../../switches/reads/rows.ts";
import type { PlanView, scheduleBodySchema } from "../schema.ts";
import { openPlan } from "./record.ts";

const FARTHEST_MS = 100 * 365 * 86_400_000;

/**
 * Puts a change off to a time. What the person must say is asked for now; the rules are asked now and, for good, when
 * its time has come: then it waits up to `giveUpSeconds` for what stands against it. Any other change of the switch
 * ends it. Throws `refused` for what could not be stored at any time, on a held switch, and where a second person has
 * to agree.
 */
export async function scheduleChange(
  context: ProjectContext,
  input: { environment: string; key: string } & z.input<typeof scheduleBodySchema>,
): Promise<PlanView> {
  return inTransaction(context, async (inside) => {
    const locked = await lockSwitch(inside, input, "switch.forward", { measured: true });
    const { row, environment, clock } = locked;
    const at = new Date(input.at);
    const giveUpSeconds = input.giveUpSeconds ?? 3600;
    if (at <= clock) throw refused([badTime(input.at, "that time has passed already.")]);
    if (at.getTime() > clock.getTime() + FARTHEST_MS)
      throw refused([badTime(input.at, "that is more than a hundred years ahead.")]);
    const judged = judgeChange(environment, row, locked.of(row.moduleId), input, clock, {});
    if (judged.to) authoriseMove(inside, environment, judged);
    if (!judged.refusals.every(mayPass) || !judged.to) throw refused(judged.refusals);
    const step = {
      switch: row.key,
      to: standingOf(judged.to),
      ...(judged.course.way !== "none" && { direction: judged.course.way }),
      ...(input.secondaryWrites && { secondaryWrites: input.secondaryWrites }),
      ...(input.checkRatio !== undefined && { checkRatio: input.checkRatio }),
      ...(input.link !== undefined && { link: input.link }),
    };
    const plan = openPlan(inside, locked, row.moduleId, {
      id: randomUUID(),
      kind: "schedule",
      steps: [step],
      done: 0,
      notBefore: at,
      giveUpAt: new Date(at.getTime() + giveUpSeconds * 1000),
      waitsFor: judged.refusals,
      reason: input.reason,
      override: input.override,
    });
    await write(inside, locked);
    return plan;
  });
}

function badTime(at: string, what: string) {
  return { rule: "at", message: `at: ${what}`, detail: { at } };
}
