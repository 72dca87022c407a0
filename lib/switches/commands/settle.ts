import type { z } from "zod";
import { inTransaction, type ProjectContext } from "../../platform/context.ts";
import { conflict, notFound, refused } from "../../platform/errors.ts";
import { type Difference, recoveryStanding, refusals, viewOf } from "../reads/recovery.ts";
import { stateOf } from "../reads/rows.ts";
import type { RecoveryView, settleBodySchema } from "../schema/recovery.ts";
import { type Locked, lockModules } from "./lock.ts";
import { store } from "./store.ts";
import { write } from "./write.ts";

type Settling = z.infer<typeof settleBodySchema>;

/**
 * After a restore, decides what becomes of a module whose instances act on something else than what was restored:
 * stores what they act on, so that nobody changes stage, or keeps what stands, and they follow. Throws `conflict`
 * when there is nothing to decide, `refused` while somebody has not spoken or a rule stands against it.
 */
export async function settleRecovery(context: ProjectContext, input: Settling): Promise<RecoveryView> {
  return inTransaction(context, async (inside) => {
    const locked = await lockModules(inside, input.environment, [input.module], { act: "switch.forward", archivedToo: true });
    const { environment } = locked;
    const { recovery, unheard, differences } = await recoveryStanding(inside, environment, locked.rows, lockedFacts(locked));
    if (recovery.since === null) throw conflict("Nothing is to be settled: no restore is being recovered from here.", null);
    if (unheard.length > 0) {
      const names = unheard.map(({ instance }) => instance).join(", ");
      throw refused([{ rule: "lineage", message: `${names} has not said yet what it acts on.`, detail: { unheard: names } }]);
    }
    const found = differences.find(({ module }) => module === input.module);
    if (!found) throw conflict(`All instances of ${input.module} act on what stands.`, null);
    if (found.moduleId === null) throw notFound("module");
    if (input.keep === "acting") takeOver(inside, locked, found, input);
    else keep(inside, locked, found, input);
    await write(inside, locked, { together: true });
    const after = await lockModules(inside, input.environment, [input.module], { archivedToo: true });
    const { lineageCause } = await inside.db.revisionCounter.findUniqueOrThrow({ where: { id: 1 } });
    return viewOf(environment.key, lineageCause, await recoveryStanding(inside, environment, after.rows, lockedFacts(after)));
  });
}

function lockedFacts({ around: { instances }, of }: Locked) {
  return { instances, of };
}

function takeOver(context: ProjectContext, locked: Locked, found: Difference, input: Settling) {
  const against = refusals(found.takeOver);
  if (against.length > 0) throw refused(against);
  for (const row of [...locked.rows]) {
    const said = found.newest[row.axis];
    if (row.axis === "route" || !said) continue;
    store(context, locked, row, {
      act: "take-over",
      state: { ...said, held: row.held },
      gates: found.takeOver,
      reason: input.reason,
    });
  }
}

function keep(context: ProjectContext, locked: Locked, found: Difference, input: Settling) {
  const failed = found.keep.filter(({ passed }) => !passed);
  const against = failed.filter(({ overridable }) => !overridable || !input.override);
  if (against.length > 0) throw refused(refusals(against));
  const row = locked.rows.find(({ axis }) => axis === "data");
  if (!row) throw notFound("switch");
  store(context, locked, row, {
    act: "keep",
    state: stateOf(row),
    gates: found.keep,
    reason: input.reason,
    override: failed.length > 0 ? input.override : undefined,
  });
}
