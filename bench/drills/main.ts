import { join } from "node:path";
import { bombs } from "./abuse/bombs.ts";
import { unknownKeys } from "./abuse/keys.ts";
import { trickle } from "./abuse/trickle.ts";
import { clockJump } from "./clock.ts";
import { coldStart } from "./cold-start.ts";
import { diskFull } from "./disk.ts";
import { type Drill, perform } from "./drill.ts";
import { fuzz } from "./fuzz/fuzz.ts";
import { postgresFrozen, postgresKilled } from "./postgres.ts";
import { replicaKilled } from "./replicas.ts";
import { World } from "./world.ts";

const DRILLS: readonly Drill[] = [
  postgresFrozen,
  postgresKilled,
  replicaKilled,
  coldStart,
  diskFull,
  clockJump,
  unknownKeys,
  bombs,
  trickle,
];

export type DrillOptions = {
  /** Scratch folder. */
  home: string;
  /** Names of drills; none is all of them. */
  names: string[];
  /** How long each fault lasts. */
  seconds: number;
  /** How many requests the fuzzer makes up. */
  runs: number;
};

const FUZZ = "fuzz";

/** Prints a line of JSON for every drill. False when a bound did not hold. */
export async function drill({ home, names, seconds, runs }: DrillOptions): Promise<boolean> {
  const works = new Map<string, (world: World) => Promise<{ holds: boolean }>>([
    ...DRILLS.map((each) => [each.name, (world: World) => perform(each, world, seconds)] as const),
    [FUZZ, (world) => fuzz(world, runs)],
  ]);
  const unknown = names.filter((name) => !works.has(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: not among ${[...works.keys()].join(", ")}.`);
  let held = true;
  for (const [name, work] of works) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`${name}\n`);
    const world = await World.open(join(home, name));
    try {
      const finding = await work(world);
      process.stdout.write(`${JSON.stringify(finding)}\n`);
      held &&= finding.holds;
    } catch (error) {
      held = false;
      process.stderr.write(`${name}: ${error instanceof Error ? error.stack : error}\n`);
    } finally {
      await world.close();
    }
  }
  return held;
}
