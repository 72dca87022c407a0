import type { z } from "zod";
import { lacking } from "../../core/stages/friction.ts";
import { inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { partsOf, stateOf } from "../reads/rows.ts";
import type { holdBodySchema } from "../schema/change.ts";
import type { Changed } from "../schema/outcome.ts";
import { lockStandingSwitch } from "./lock.ts";
import { store } from "./store.ts";
import { write } from "./write.ts";

export type HoldInput = { environment: string; key: string } & z.infer<typeof holdBodySchema>;

/** Stops every forward move of a switch until somebody releases it. Its schedules end. */
export function holdSwitch(context: ProjectContext, input: HoldInput): Promise<Changed> {
  return setHeld(context, input, true);
}

/** Allows forward moves again; in protected environments it takes a reason. */
export function releaseSwitch(context: ProjectContext, input: HoldInput): Promise<Changed> {
  return setHeld(context, input, false);
}

async function setHeld(context: ProjectContext, input: HoldInput, held: boolean): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const locked = await lockStandingSwitch(inside, input, held ? "switch.hold" : "switch.release");
    const { environment, row } = locked;
    if (row.held === held) {
      throw refused([{ rule: "unchanged", message: `${row.key} is ${held ? "already" : "not"} held.`, detail: { held } }]);
    }
    const missing = held ? [] : lacking(environment.protected ? 2 : 1, input, partsOf(row.key).module, false);
    if (missing.length > 0) throw refused(missing);
    const state = { ...stateOf(row), held };
    const changed = store(inside, locked, row, { act: held ? "hold" : "release", state, reason: input.reason });
    await write(inside, locked);
    return changed;
  });
}
