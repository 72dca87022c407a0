import { memoryOf, TELLS_USAGE } from "../../lab/usage.ts";
import type { Drill } from "../drill.ts";
import { type Replica, startReplica } from "../processes.ts";
import { ofrepReaders } from "../readers.ts";
import { rest } from "../waiting.ts";
import type { World } from "../world.ts";

const MEBIBYTE = 1024 * 1024;
const RECOVERY_SECONDS = 15;

/** What strangers do to a dataplane for `seconds`; answers what there is to say of it. Throws when it gets what it should not. */
export type Attack = (target: { replica: Replica; world: World }, seconds: number) => Promise<string>;

/** An attack while others read: they must not notice, and the process may grow by `mebibytes` at the most. */
export function abuse(name: string, mebibytes: number, attack: Attack): Drill {
  return {
    name,
    recoverySeconds: RECOVERY_SECONDS,
    async run(world, seconds) {
      const replica = await startReplica(world, { name: "replica" });
      const readers = ofrepReaders(replica.url, world.token, world.model);
      await rest(1000);
      const before = rss(replica);
      let most = before;
      const watch = setInterval(() => {
        most = Math.max(most, rss(replica));
      }, 50);
      const said = await attack({ replica, world }, seconds).finally(() => clearInterval(watch));
      const reports = [await readers.stop()];
      if (most - before > mebibytes) throw new Error(`${said}; it grew from ${before} to ${most} MiB`);
      return { reports, recoverySeconds: 0, note: `${said}; ${before} MiB before, ${most} at the most` };
    },
  };
}

function rss({ pid }: Replica): number {
  return TELLS_USAGE ? Math.round(memoryOf(pid) / MEBIBYTE) : 0;
}
