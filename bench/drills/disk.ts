import { spawnSync } from "node:child_process";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Drill } from "./drill.ts";
import { type Replica, startReplica } from "./processes.ts";
import { askOfrep, ofrepReaders, sdkReaders } from "./readers.ts";
import { keepBusy, startService } from "./service.ts";
import { rest, secondsUntil } from "./waiting.ts";
import { KEY } from "./world.ts";

const RECOVERY_SECONDS = 15;

/** Nothing can be written any more: reads and changes go on, and what was saved before stays whole. */
export const diskFull: Drill = {
  name: "disk-full",
  recoverySeconds: RECOVERY_SECONDS,
  async run(world, seconds) {
    const replica = await startReplica(world, { name: "replica" });
    const folder = join(world.folder("replica"), "snapshots");
    const client = await startService(world, replica.url);
    const readers = [ofrepReaders(replica.url, world.token, world.model), sdkReaders(client, world.model)];
    const busy = keepBusy(world, client);
    world.model.settledSince = performance.now();
    await rest(1000);

    const fault = await fillDisk(replica, folder);
    const named = await secondsUntil(async () => (await degradedParts(replica.url)).includes("disk"), 15);
    if (!Number.isFinite(named)) throw new Error("readiness did not say that the snapshot cannot be saved");
    await rest(seconds * 1000);
    const kept = await savedRevision(fault.folder);
    await fault.end();

    const newest = await world.commit(54_321);
    const recoverySeconds = await secondsUntil(
      async () => (await savedRevision(folder)) >= newest && !(await degradedParts(replica.url)).includes("disk"),
      RECOVERY_SECONDS,
    );
    await busy.stop();
    const reports = await Promise.all(readers.map((each) => each.stop()));

    // Started from that file alone, it answers what the file says.
    await replica.kill();
    await world.killPostgres();
    const again = await startReplica(world, { name: "replica" });
    const { revision } = await askOfrep(false, again.url, world.token, "subject-0");
    if (revision < newest) throw new Error(`revision ${revision} came from the disk, ${newest} had been saved`);
    await world.restartPostgres();
    return { reports, recoverySeconds, note: `${fault.how}; revision ${kept} stayed readable` };
  },
};

type Fault = { how: string; folder: string; end: () => Promise<void> };

/** Every write fails: by a limit on the running process where there is a way to set one, otherwise by a folder that is none. */
async function fillDisk({ pid }: Replica, folder: string): Promise<Fault> {
  const limit = (bytes: string) => spawnSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}`]).status === 0;
  if (limit("0:unlimited")) {
    return {
      how: "files may not grow beyond 0 bytes",
      folder,
      end: async () => {
        if (!limit("unlimited:unlimited")) throw new Error("the limit could not be lifted");
      },
    };
  }
  const aside = `${folder}.aside`;
  await rename(folder, aside);
  await writeFile(folder, "");
  return {
    how: "the folder is a file",
    folder: aside,
    end: async () => {
      await rm(folder);
      await rename(aside, folder);
    },
  };
}

async function degradedParts(url: string): Promise<string[]> {
  const { degraded } = (await (await fetch(`${url}/readyz`)).json()) as { degraded: { part: string }[] };
  return degraded.map(({ part }) => part);
}

/** Of the switch that moves, as the file has it. Throws when the file is not whole. */
async function savedRevision(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json") && name !== "tokens.json");
  const saved = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))));
  return Math.max(0, ...saved.map(({ snapshot }) => snapshot.switches[KEY]?.revision ?? 0));
}
