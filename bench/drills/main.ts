import { join } from "node:path";
import { clockJump } from "./clock.ts";
import { coldStart } from "./cold-start.ts";
import { diskFull } from "./disk.ts";
import { type Drill, perform } from "./drill.ts";
import { postgresFrozen, postgresKilled } from "./postgres.ts";
import { replicaKilled } from "./replicas.ts";
import { World } from "./world.ts";

const DRILLS: readonly Drill[] = [postgresFrozen, postgresKilled, replicaKilled, coldStart, diskFull, clockJump];

export type DrillOptions = {
  /** Scratch folder. */
  home: string;
  /** Names of drills; none is all of them. */
  names: string[];
  /** How long each fault lasts. */
  seconds: number;
};

/** Prints a line of JSON for every drill. False when a bound did not hold. */
export async function drill({ home, names, seconds }: DrillOptions): Promise<boolean> {
  const unknown = names.filter((name) => !DRILLS.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: not among ${DRILLS.map(({ name }) => name).join(", ")}.`);
  let held = true;
  for (const each of DRILLS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    process.stderr.write(`${each.name}\n`);
    const world = await World.open(join(home, each.name));
    try {
      const finding = await perform(each, world, seconds);
      process.stdout.write(`${JSON.stringify(finding)}\n`);
      held &&= finding.holds;
    } catch (error) {
      held = false;
      process.stderr.write(`${each.name}: ${error instanceof Error ? error.stack : error}\n`);
    } finally {
      await world.close();
    }
  }
  return held;
}
