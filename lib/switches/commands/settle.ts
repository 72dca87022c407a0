import type { z } from "zod";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { conflict, notFound, refused } from "../../platform/errors.ts";
import { publish } from "../../snapshot/commands.ts";
import { environmentOf } from "../reads/environment.ts";
import { type Difference, recoveryStanding, refusals, viewOf } from "../reads/recovery.ts";
import { stateOf } from "../reads/rows.ts";
import type { RecoveryView, settleBodySchema } from "../schema.ts";
import { type Locked, lockModules } from "./lock.ts";
import { store } from "./store.ts";

type Settling = z.infer<typeof settleBodySchema>;

/**
 * After a restore, decides what becomes of a module whose instances act on something else than what was restored:
 * stores what they act on, so that nobody changes stage, or keeps what stands, and they follow. Throws `conflict`
 * when there is nothing to decide, `refused` while somebody has not spoken or a rule stands against it.
 */
export async function settleRecovery(context: ProjectContext, input: Settling): Promise<RecoveryView> {
  const environment = await environmentOf(context, input.environment);
  authorise(context, "switch.forward", environment.id);
  return inTransaction(context, async (inside) => {
    const locked = await lockModules(inside, environment, [input.module]);
    const { recovery, unheard, differences } = await recoveryStanding(inside, environment, locked.rows, lockedFacts(locked));
    if (recovery.since === null) throw conflict("Nothing is to be settled: no restore is being recovered from here.", null);
    if (unheard.length > 0) {
      const names = unheard.map(({ instance }) => instance).join(", ");
      throw refused([{ rule: "lineage", message: `${names} has not said yet what it acts on.`, detail: { unheard: names } }]);
    }
    const found = differences.find(({ module }) => module === input.module);
    if (!found) throw conflict(`All instances of ${input.module} act on what stands.`, null);
    if (found.moduleId === null) throw notFound("module");
    if (input.keep === "acting") await takeOver(inside, locked, found, input);
    else await keep(inside, locked, found, input);
    const after = await lockModules(inside, environment, [input.module]);
    const { lineageCause } = await inside.db.revisionCounter.findUniqueOrThrow({ where: { id: 1 } });
    return viewOf(environment.key, lineageCause, await recoveryStanding(inside, environment, after.rows, lockedFacts(after)));
  });
}

function lockedFacts({ around: { instances }, of }: Locked) {
  return { instances, of };
}

async function takeOver(context: ProjectContext, { environment, rows }: Locked, found: Difference, input: Settling) {
  const against = refusals(found.takeOver);
  if (against.length > 0) throw refused(against);
  const revision = await publish(context, context.project.id, [environment.id]);
  for (const row of rows) {
    const said = found.newest[row.axis];
    if (row.axis === "route" || !said) continue;
    await store(context, environment, row, {
      act: "take-over",
      state: { ...said, held: row.held },
      gates: found.takeOver,
      reason: input.reason,
      revision,
    });
  }
}

async function keep(context: ProjectContext, { environment, rows }: Locked, found: Difference, input: Settling) {
  const failed = found.keep.filter(({ passed }) => !passed);
  const against = failed.filter(({ overridable }) => !overridable || !input.override);
  if (against.length > 0) throw refused(refusals(against));
  const row = rows.find(({ axis }) => axis === "data");
  if (!row) throw notFound("switch");
  await store(context, environment, row, {
    act: "keep",
    state: stateOf(row),
    gates: found.keep,
    reason: input.reason,
    override: failed.length > 0 ? input.override : undefined,
  });
}
