import { figure } from "../figure.ts";
import type { Lab } from "../lab/lab.ts";
import { MEASURED_CORE, startDataplane, startProgram } from "../lab/processes.ts";
import { query } from "../lab/query.ts";
import { seed } from "../lab/seed.ts";
import type { Migrated, Migrating } from "../programs/sdk-migrator.ts";
import type { Row } from "./row.ts";

/** A stage that asks one store, and one that asks both and compares. */
export const STAGES = [
  { key: "module-0.data", stage: "complete" },
  { key: "module-1.data", stage: "live" },
];

export const sdkMigrator: Row = {
  name: "sdk-migrator",
  about:
    "Reads and writes through a migrator whose stores do nothing, one after the other: processor time beyond calling " +
    "the store directly. At `complete` one store is asked, at `live` both, and reads are compared.",
  run: async (lab) =>
    (await measureMigrator(lab)).map(({ stage, act, microseconds, direct }) =>
      figure({
        bench: `sdk-migrator/${stage}-${act}`,
        value: microseconds,
        unit: "µs of CPU a call, beyond the store's own",
        baseline: direct,
        goal: "< 5 µs",
        holds: (value) => value < 5,
      }),
    ),
};

/** In microseconds of processor time a call: what the migrator adds, and what the store takes called directly. */
export async function measureMigrator(lab: Lab): Promise<{ stage: string; act: string; microseconds: number; direct: number }[]> {
  const { url, token } = await seed(await lab.database(), 10);
  for (const { key, stage } of STAGES) {
    await query(url, `UPDATE switches SET "position" = $2, next = NULL, share = 0, rules = '[]' WHERE key = $1`, [key, stage]);
  }
  const dataplane = await startDataplane(lab, url, token);
  const program = startProgram(lab, "bench/programs/sdk-migrator.ts", MEASURED_CORE);
  const question: Migrating = {
    url: dataplane.url,
    token,
    keys: STAGES.map(({ key }) => key),
    seconds: lab.quick ? 0.1 : 0.3,
    rounds: lab.quick ? 1 : 4,
  };
  return (await program.ask<Migrated>(question)).map(({ key, act, direct, through }) => ({
    stage: STAGES.find((each) => each.key === key)?.stage ?? key,
    act,
    microseconds: (through - direct) * 1e6,
    direct: direct * 1e6,
  }));
}
