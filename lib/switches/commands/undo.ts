import type { z } from "zod";
import { inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import type { undoBodySchema } from "../schema/change.ts";
import type { Changed } from "../schema/outcome.ts";
import { bringBack } from "./bring-back.ts";
import { lockSwitch } from "./lock.ts";
import { write } from "./write.ts";

/**
 * A new change back to what was before mine. Refused when the latest change is somebody else's; judged like the
 * move it makes, so undoing a rollback is a forward move.
 */
export async function undoChange(
  context: ProjectContext,
  input: { environment: string; key: string } & z.infer<typeof undoBodySchema>,
): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const locked = await lockSwitch(inside, input, "switch.back", { measured: true });
    const { row } = locked;
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
    const changed = bringBack(inside, locked, { act: "undo", state: before, held: before.held, given: input });
    await write(inside, locked);
    return changed;
  });
}
