import type { z } from "zod";
import { judge } from "../../core/stages/judge.ts";
import { toStanding } from "../../core/stages/plan-step.ts";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { partsOf, standingOf } from "../reads/rows.ts";
import type { Changed } from "../schema/outcome.ts";
import type { rulesBodySchema } from "../schema/rules.ts";
import { lockSwitch } from "./lock.ts";
import { store } from "./store.ts";
import { write } from "./write.ts";

/** Replaces the rule list of a switch. A rule that sends subjects ahead is judged like the move it makes for them. */
export async function setRules(
  context: ProjectContext,
  input: { environment: string; key: string } & z.infer<typeof rulesBodySchema>,
): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const locked = await lockSwitch(inside, input, "switch.rules", { measured: true });
    const { environment, row, clock, of } = locked;
    const { module, axis } = partsOf(row.key);
    const command = { ...toStanding(axis, standingOf(row)), act: "change", rules: input.rules } as const;
    const judged = judge(of(row.moduleId), command, environment, input, module, clock);
    if (judged.overridden) authorise(inside, "switch.forward", environment.id);
    if (!judged.next) throw refused(judged.refusals);
    const changed = store(inside, locked, row, {
      act: "rules",
      state: judged.next,
      gates: judged.gates,
      reason: input.reason,
      override: judged.overridden ? input.override : undefined,
    });
    await write(inside, locked);
    return changed;
  });
}
