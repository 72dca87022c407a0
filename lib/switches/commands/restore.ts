import type { z } from "zod";
import { backSteps } from "../../core/stages/back-steps.ts";
import { isBehind } from "../../core/stages/rollback.ts";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { partsOf, restoredOf } from "../reads/rows.ts";
import type { restoreBodySchema } from "../schema/change.ts";
import type { Changed } from "../schema/outcome.ts";
import { bringBack } from "./bring-back.ts";
import { lockSwitch } from "./lock.ts";
import { takeBack } from "./take-back.ts";
import { write } from "./write.ts";

/**
 * Brings a state of a switch's history back: a change judged by what it comes to. Far behind, it is walked back to one
 * position at a time, as far as the rules allow now; far ahead, it is refused, since nothing skips a position forward.
 * What is held stays held. Throws `refused` also when nothing of a walk can be stored now.
 */
export async function restoreVersion(
  context: ProjectContext,
  input: { environment: string; key: string } & z.infer<typeof restoreBodySchema>,
): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const locked = await lockSwitch(inside, input, "switch.back", { measured: true });
    const { row } = locked;
    const state = await inside.db.switchChange.findUnique({
      where: { switchId_version: { switchId: row.id, version: input.version } },
    });
    if (!state) {
      const message = `${row.key} has no version ${input.version}.`;
      throw refused([{ rule: "version", message, detail: { version: input.version, present: row.version } }]);
    }
    const present = { [row.axis]: restoredOf(row) };
    const target = { [row.axis]: restoredOf({ ...state, axis: row.axis }) };
    const behind = isBehind(present, target) && backSteps(partsOf(row.key).module, present, target).length > 1;
    if (!behind) {
      const changed = bringBack(inside, locked, { act: "restore", state, held: row.held, given: input });
      await write(inside, locked);
      return changed;
    }

    // A walk moves nobody forward, as a rollback does; the policy that comes back with it is a lead's.
    const policy = state.secondaryWrites !== row.secondaryWrites || state.checkRatio !== row.checkRatio;
    if (policy) authorise(inside, "switch.forward", locked.environment.id);
    const back = takeBack(inside, locked, row.moduleId, { target, hold: false }, input.reason);
    if (back?.refusals) throw refused(back.refusals);
    const last = back?.changes.at(-1);
    if (!back || !last) throw refused(back?.plan?.waitsFor ?? []);
    await write(inside, locked);
    return { ...last, plan: back.plan };
  });
}
