import { startJob, updateJob } from "../../lib/jobs/commands.ts";
import { AppError } from "../../lib/platform/errors.ts";
import { scheduler } from "../machine/machine.ts";
import { MODULE, PLACE } from "./environment.ts";
import { copyRow } from "./service.ts";
import type { Side } from "./stores.ts";
import type { World } from "./world.ts";

/** Somebody's script that compares all records of both stores and brings one of them up to date. */
export function runJob(world: World, store: Side): void {
  scheduler.after(0, () => void reconcile(world, store), scheduler.process(`job for ${store}`));
}

async function reconcile(world: World, store: Side): Promise<void> {
  const { stores, environment } = world;
  const from = stores[store === "old" ? "new" : "old"];
  const to = stores[store];
  try {
    const { id, revision, covered } = await startJob(environment.as("operator", "job"), {
      environment: PLACE,
      module: MODULE,
      store,
    });
    world.say(`A job begins to bring the ${store} store up to date.`);
    const keys = [...new Set([...stores.old.rows.keys(), ...stores.new.rows.keys()])];
    let mended = 0;
    for (const key of keys) if (await copyRow(to, key, await from.read(key))) mended += 1;
    const compared = { old: stores.old.rows.size, new: stores.new.rows.size };
    const ranges = [{ from: null, to: null }];
    const ended = { job: id, state: "done" as const, rows: keys.length, mended, differences: 0, compared, ranges, revision };
    await updateJob(environment.as("operator", "job"), ended);
    if (covered) world.compared.push({ store, revision });
    world.say(`The job for the ${store} store ends: ${keys.length} records compared, ${mended} copied.`);
  } catch (error) {
    if (!(error instanceof AppError)) world.say(`The job for the ${store} store breaks off: ${(error as Error).message}.`);
  }
}
