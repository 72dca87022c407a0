import type { z } from "zod";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { environmentOf, stateOf } from "../reads.ts";
import type { Changed, rulesBodySchema } from "../schema.ts";
import { expectVersion, lockSwitch, store } from "./store.ts";

/** Replaces the rule list of a switch. */
export async function setRules(
  context: ProjectContext,
  input: { environment: string; key: string } & z.infer<typeof rulesBodySchema>,
): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const environment = await environmentOf(inside, input.environment);
    authorise(inside, "switch.rules", environment.id);
    const row = await lockSwitch(inside, environment, input.key);
    await expectVersion(inside, environment, row, input.expectedVersion);
    return store(inside, environment, row, { act: "rules", state: stateOf(row), rules: input.rules, reason: input.reason });
  });
}
