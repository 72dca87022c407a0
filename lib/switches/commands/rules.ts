import type { z } from "zod";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { judge } from "../reads/judge.ts";
import { partsOf } from "../reads/rows.ts";
import type { Changed, rulesBodySchema } from "../schema.ts";
import { lockSwitch } from "./lock.ts";
import { stayingAt } from "./steps.ts";
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
    const command = { ...stayingAt(axis, row), act: "change", rules: input.rules } as const;
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
