import { settleRecovery } from "../../lib/switches/commands/settle.ts";
import { listRecoveries } from "../../lib/switches/reads/recovery.ts";
import { PLACE } from "./environment.ts";
import type { World } from "./world.ts";

/** After a restore, a lead decides what becomes of the first module whose instances act on something else. */
export async function settleFirst(world: World, keep: "acting" | "restored"): Promise<string> {
  const as = world.environment.as("lead");
  const [recovery] = await listRecoveries(as);
  const [first] = recovery?.modules ?? [];
  if (!first) return "";
  await settleRecovery(as, { environment: PLACE, module: first.module, keep, reason: "looked at every instance" });
  return `The lead ${keep === "acting" ? "takes over what instances act on" : "keeps what was restored"} in ${first.module}.`;
}
