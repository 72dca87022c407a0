import { type Figure, figure } from "../figure.ts";
import type { Lab } from "../lab/lab.ts";
import { MEASURED_CORE, startProgram } from "../lab/processes.ts";
import type { Migrated } from "../programs/sdk-migrator.ts";
import { measureMigrator, STAGES } from "../rows/sdk-migrator.ts";

/** What LaunchDarkly's migration helper adds to a store that does nothing, beside our migrator. */
export async function migrations(lab: Lab): Promise<Figure[]> {
  const ours = await measureMigrator(lab);
  const program = startProgram(lab, "bench/peers/programs/launchdarkly-migration.mjs", MEASURED_CORE);
  const time = lab.quick ? { seconds: 0.05, rounds: 1 } : { seconds: 0.3, rounds: 4 };
  const theirs = await program.ask<Migrated>({ stages: STAGES.map(({ stage }) => stage), ...time });
  return theirs.map(({ key: stage, act, direct, through }) => {
    const own = ours.find((each) => each.stage === stage && each.act === act);
    if (!own) throw new Error(`${stage} ${act} was not measured`);
    return figure({
      bench: `peers/launchdarkly-migration/${stage}-${act}`,
      value: (through - direct) * 1e6,
      unit: "µs of CPU a call, beyond the store's own",
      baseline: own.microseconds,
      goal: "ours costs less",
      holds: (_, ratio) => ratio > 1,
    });
  });
}
