import type { z } from "zod";
import { type Transition, transition } from "../../core/stages/transition.ts";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { environmentOf, partsOf, stateOf, switchView } from "../reads.ts";
import type { Changed, changeBodySchema, previewSchema } from "../schema.ts";
import { expectVersion, lockSwitch, store } from "./store.ts";

export type ChangeInput = { environment: string; key: string } & z.infer<typeof changeBodySchema>;

/** Moves a switch to a share of a position. Throws `conflict` on a stale version, `refused` with every rule against it. */
export async function changeSwitch(context: ProjectContext, input: ChangeInput): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const environment = await environmentOf(inside, input.environment);
    authorise(inside, "switch.back", environment.id);
    const row = await lockSwitch(inside, environment, input.key);
    await expectVersion(inside, environment, row, input.expectedVersion);
    const decided = transition(partsOf(row.key).axis, stateOf(row), input);
    if (!decided.ok) throw refused(decided.refusals);
    authorise(inside, decided.direction === "forward" ? "switch.forward" : "switch.back", environment.id);
    return store(inside, environment, row, { act: "change", state: decided.next, reason: input.reason, link: input.link });
  });
}

/** What the same change would do, deciding with the same function; nothing is stored. */
export async function previewChange(context: ProjectContext, input: ChangeInput): Promise<z.infer<typeof previewSchema>> {
  const environment = await environmentOf(context, input.environment);
  authorise(context, "project.read", environment.id);
  const view = await switchView(context, environment, input.key);
  const from = { position: view.position, next: view.next, share: view.share };
  const state = { ...from, held: view.held } as Parameters<typeof transition>[1];
  const decided: Transition = transition(view.axis, state, input);
  if (!decided.ok) return { ok: false, direction: "none", from, to: null, refusals: decided.refusals };
  const { position, next, share } = decided.next;
  return { ok: true, direction: decided.direction, from, to: { position, next, share }, refusals: [] };
}
