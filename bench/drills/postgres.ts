import type { Drill } from "./drill.ts";
import { startReplica } from "./processes.ts";
import { askOfrep, ofrepReaders, sdkReaders } from "./readers.ts";
import { keepBusy, startService, storedMeasurements } from "./service.ts";
import { rest, secondsUntil } from "./waiting.ts";
import type { World } from "./world.ts";

type Fault = { begin: (world: World) => Promise<void> | void; end: (world: World) => Promise<void> | void };

const RECOVERY_SECONDS = 15;

/** The server is there but answers nothing, as on a disk that hangs. */
export const postgresFrozen: Drill = {
  name: "postgres-frozen",
  recoverySeconds: RECOVERY_SECONDS,
  run: away({ begin: (world) => world.freezePostgres(), end: (world) => world.thawPostgres() }),
};

/** The server is killed, and comes back after crash recovery. */
export const postgresKilled: Drill = {
  name: "postgres-killed",
  recoverySeconds: RECOVERY_SECONDS,
  run: away({ begin: (world) => world.killPostgres(), end: (world) => world.restartPostgres() }),
};

/** Reads go on; afterwards changes arrive again and everything measured meanwhile is stored. */
function away({ begin, end }: Fault): Drill["run"] {
  return async (world, seconds) => {
    const replica = await startReplica(world, { name: "replica" });
    const client = await startService(world, replica.url);
    const readers = [ofrepReaders(replica.url, world.token, world.model), sdkReaders(client, world.model)];
    const busy = keepBusy(world, client);
    world.model.settledSince = performance.now();
    await rest(1000);

    await busy.pause();
    world.model.settledSince = null;
    await begin(world);
    const degraded = await secondsUntil(async () => (await readiness(replica.url)) === "degraded", 15);
    await rest(Math.max(0, seconds - degraded) * 1000);
    await end(world);

    const newest = await world.commit(12_345);
    const recovery = await secondsUntil(async () => {
      const answer = await askOfrep(false, replica.url, world.token, "subject-0");
      return answer.revision >= newest && client.revision >= newest && (await readiness(replica.url)) === "ready";
    }, RECOVERY_SECONDS);
    world.model.settledSince = performance.now();
    busy.resume();
    await rest(1000);

    const measured = await busy.stop();
    const storing = await secondsUntil(async () => (await storedMeasurements(world)) >= measured, RECOVERY_SECONDS);
    const stored = await storedMeasurements(world);
    const reports = await Promise.all(readers.map((each) => each.stop()));
    if (!Number.isFinite(degraded)) throw new Error("readiness did not say that Postgres is away");
    return {
      reports,
      recoverySeconds: Math.max(recovery, storing),
      note: `${stored} of ${measured} measurements stored`,
    };
  };
}

async function readiness(url: string): Promise<unknown> {
  const response = await fetch(`${url}/readyz`);
  return ((await response.json()) as { status: unknown }).status;
}
