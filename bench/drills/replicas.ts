import { startBalancer } from "./balancer.ts";
import type { Drill } from "./drill.ts";
import { startReplica } from "./processes.ts";
import { askOfrep, ofrepReaders, sdkReaders } from "./readers.ts";
import { keepBusy, startService } from "./service.ts";
import { rest, secondsUntil } from "./waiting.ts";

/** A new process has to start, which is most of it. */
const RECOVERY_SECONDS = 30;

/** One of two replicas is killed, then the other, while changes go on. Nobody may notice. */
export const replicaKilled: Drill = {
  name: "replica-killed",
  recoverySeconds: RECOVERY_SECONDS,
  async run(world, seconds) {
    const replicas = await Promise.all([startReplica(world, { name: "one" }), startReplica(world, { name: "two" })]);
    const urls = replicas.map(({ url }) => url);
    const balancer = await startBalancer(world, urls);
    const client = await startService(world, urls);
    const readers = [ofrepReaders(balancer, world.token, world.model), sdkReaders(client, world.model)];
    const busy = keepBusy(world, client);
    world.model.settledSince = performance.now();
    await rest(1000);

    let recovery = 0;
    for (const [i, name] of ["one", "two"].entries()) {
      const { url, kill } = replicas[i] as (typeof replicas)[number];
      await kill();
      await rest((seconds / 2) * 1000);
      const began = performance.now();
      replicas[i] = await startReplica(world, { name, port: Number(new URL(url).port) });
      const { newest } = world.model;
      const caughtUp = async () => (await askOfrep(false, url, world.token, "subject-0")).revision >= newest;
      await secondsUntil(caughtUp, RECOVERY_SECONDS);
      recovery = Math.max(recovery, (performance.now() - began) / 1000);
    }
    await rest(1000);
    await busy.stop();
    return { reports: await Promise.all(readers.map((each) => each.stop())), recoverySeconds: recovery };
  },
};
