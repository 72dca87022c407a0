import type { z } from "zod";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { environmentOf, stateOf } from "../reads.ts";
import type { Changed, holdBodySchema } from "../schema.ts";
import { expectVersion, lockSwitch, store } from "./store.ts";

export type HoldInput = { environment: string; key: string } & z.infer<typeof holdBodySchema>;

/** Stops every forward move of a switch until somebody releases it. */
export function holdSwitch(context: ProjectContext, input: HoldInput): Promise<Changed> {
  return setHeld(context, input, true);
}

/** Allows forward moves again. */
export function releaseSwitch(context: ProjectContext, input: HoldInput): Promise<Changed> {
  return setHeld(context, input, false);
}

async function setHeld(context: ProjectContext, input: HoldInput, held: boolean): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const environment = await environmentOf(inside, input.environment);
    authorise(inside, held ? "switch.hold" : "switch.release", environment.id);
    const row = await lockSwitch(inside, environment, input.key);
    await expectVersion(inside, environment, row, input.expectedVersion);
    if (row.held === held) {
      throw refused([{ rule: "unchanged", message: `${row.key} is ${held ? "already" : "not"} held.`, detail: { held } }]);
    }
    return store(inside, environment, row, {
      act: held ? "hold" : "release",
      state: { ...stateOf(row), held },
      reason: input.reason,
    });
  });
}
