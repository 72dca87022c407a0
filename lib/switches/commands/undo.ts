import type { z } from "zod";
import type { Rule } from "../../core/evaluation/snapshot.ts";
import { directionOf } from "../../core/stages/state.ts";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { environmentOf, partsOf, standingOf } from "../reads.ts";
import type { Changed, undoBodySchema } from "../schema.ts";
import { expectVersion, lockSwitch, store } from "./store.ts";

/**
 * A new change back to what was before mine. Refused when the latest change is somebody else's; needs the
 * role of the move it makes, so undoing a rollback is a forward move.
 */
export async function undoChange(
  context: ProjectContext,
  input: { environment: string; key: string } & z.infer<typeof undoBodySchema>,
): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const environment = await environmentOf(inside, input.environment);
    authorise(inside, "switch.back", environment.id);
    const row = await lockSwitch(inside, environment, input.key);
    await expectVersion(inside, environment, row, input.expectedVersion);

    const [mine, before] = await inside.db.switchChange.findMany({
      where: { switchId: row.id },
      orderBy: { version: "desc" },
      take: 2,
    });
    if (!mine || !before) {
      throw refused([{ rule: "nothing-to-undo", message: `${row.key} has not been changed yet.`, detail: { key: row.key } }]);
    }
    if (mine.actorKind !== inside.actor.kind || mine.actorId !== inside.actor.id) {
      throw refused([
        {
          rule: "not-yours",
          message: `The latest change of ${row.key} is ${mine.actorName}’s, not yours.`,
          detail: { by: mine.actorName, version: mine.version },
        },
      ]);
    }
    const direction = directionOf(partsOf(row.key).axis, standingOf(row), standingOf(before));
    authorise(
      inside,
      direction === "forward" ? "switch.forward" : row.held && !before.held ? "switch.release" : "switch.back",
      environment.id,
    );
    return store(inside, environment, row, {
      act: "undo",
      state: { ...standingOf(before), held: before.held },
      rules: before.rules as unknown as Rule[],
      reason: input.reason,
    });
  });
}
