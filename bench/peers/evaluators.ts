import { type Figure, figure } from "../figure.ts";
import type { Lab } from "../lab/lab.ts";
import { MEASURED_CORE, startDataplane, startProgram } from "../lab/processes.ts";
import { seed } from "../lab/seed.ts";
import type { Evaluated, Evaluating } from "../programs/sdk-evaluation.ts";

const PEERS = ["growthbook", "flagd-core", "launchdarkly", "unleash-client"];

/** What others' SDKs evaluate in a second of processor time, beside ours. */
export async function evaluators(lab: Lab): Promise<Figure[]> {
  const figures: Figure[] = [];
  const time = lab.quick ? { seconds: 0.05, rounds: 1 } : { seconds: 0.3, rounds: 4 };
  for (const flags of [10, 1000]) {
    const ours = await evaluateOurs(lab, flags, time);
    lab.say(`ours, ${flags}: ${Math.round(ours)}/s`);
    for (const name of PEERS) {
      const program = startProgram(lab, `bench/peers/programs/${name}.mjs`, MEASURED_CORE);
      const { perSecond } = await program.ask<{ perSecond: number }>({ flags, ...time });
      figures.push(
        figure({
          bench: `peers/${name}/${flags}`,
          value: perSecond,
          unit: "evaluations per CPU second",
          baseline: ours,
          goal: "ours is faster",
          holds: (_, ratio) => ratio < 1,
        }),
      );
    }
  }
  return figures;
}

async function evaluateOurs(lab: Lab, flags: number, time: { seconds: number; rounds: number }): Promise<number> {
  const { url, token } = await seed(await lab.database(), flags * 3);
  const dataplane = await startDataplane(lab, url, token);
  const keys = Array.from({ length: flags }, (_, n) => `module-${n}.call`);
  const program = startProgram(lab, "bench/programs/sdk-evaluation.ts", MEASURED_CORE);
  const evaluating: Evaluating = { url: dataplane.url, token, keys, ...time };
  return (await program.ask<Evaluated>(evaluating)).perSecond;
}
