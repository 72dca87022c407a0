import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Drill } from "./drill.ts";
import { startReplica } from "./processes.ts";
import { askOfrep, ofrepReaders, sdkReaders } from "./readers.ts";
import { keepBusy, startService } from "./service.ts";
import { rest, secondsUntil } from "./waiting.ts";
import type { World } from "./world.ts";

const RECOVERY_SECONDS = 15;
const HOUR_MS = 3_600_000;

/** Loaded before the dataplane: SIGUSR2 sets its clock an hour ahead, then an hour back, then right. */
const JUMPING_CLOCK = `
const right = Date.now.bind(Date);
const shifts = [${HOUR_MS}, -${HOUR_MS}, 0];
let shift = 0;
class JumpingDate extends Date {
  constructor(...given) {
    super(...(given.length === 0 ? [right() + shift] : given));
  }
  static now() {
    return right() + shift;
  }
}
globalThis.Date = JumpingDate;
process.on("SIGUSR2", () => { shift = shifts.shift() ?? 0; });
`;

/** The clocks of the dataplane and of the service jump an hour ahead, then two back: nothing may depend on them. */
export const clockJump: Drill = {
  name: "clock-jump",
  recoverySeconds: RECOVERY_SECONDS,
  async run(world, seconds) {
    const preload = join(world.folder("clock"), "clock.mjs");
    await writeFile(preload, JUMPING_CLOCK);
    const replica = await startReplica(world, { name: "replica", flags: ["--import", pathToFileURL(preload).href] });
    const client = await startService(world, replica.url, { onLeaseLoss: "fence", leaseSeconds: 6 });
    const readers = [ofrepReaders(replica.url, world.token, world.model), sdkReaders(client, world.model)];
    const busy = keepBusy(world, client);
    world.model.settledSince = performance.now();
    await rest(500);

    let recovery = 0;
    const clock = jumpOwnClock();
    try {
      for (const shift of [HOUR_MS, -HOUR_MS, 0]) {
        process.kill(replica.pid, "SIGUSR2");
        clock.set(shift);
        const began = performance.now();
        // A change, and a token nobody has heard of, must be found as fast as ever; the service keeps its lease.
        const newest = await world.commit(33_333);
        await secondsUntil(() => client.revision >= newest, RECOVERY_SECONDS);
        const { status } = await askOfrep(false, replica.url, await newToken(world), "subject-0");
        if (status !== 200) throw new Error(`a new token got ${status} after a jump of ${shift / HOUR_MS} h`);
        recovery = Math.max(recovery, (performance.now() - began) / 1000);
        await rest((seconds / 3) * 1000);
        const call = client.evaluate("module-0.call", { targetingKey: "subject-0" }, "old");
        if (call.errorCode !== undefined) throw new Error(`after a jump of ${shift / HOUR_MS} h: ${call.errorDetails}`);
      }
    } finally {
      clock.restore();
    }
    await busy.stop();
    return { reports: await Promise.all(readers.map((each) => each.stop())), recoverySeconds: recovery };
  },
};

function jumpOwnClock(): { set: (shift: number) => void; restore: () => void } {
  const right = Date.now;
  let shift = 0;
  Date.now = () => right() + shift;
  return {
    set: (to) => {
      shift = to;
    },
    restore: () => {
      Date.now = right;
    },
  };
}

async function newToken(world: World): Promise<string> {
  const token = `sy_${randomBytes(32).toString("base64url")}`;
  await world.query(
    `INSERT INTO api_tokens (id, project_id, environment_id, name, prefix, hash, scopes, created_by)
     SELECT gen_random_uuid(), project_id, id, 'drill', left($1, 8), $2, '{read}', 'drill' FROM environments`,
    [token, createHash("sha256").update(token).digest()],
  );
  return token;
}
