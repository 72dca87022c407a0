import { figure } from "../figure.ts";
import { MEASURED_CORE, startDataplane, startProgram } from "../lab/processes.ts";
import { seed } from "../lab/seed.ts";
import type { Evaluated, Evaluating } from "../programs/sdk-evaluation.ts";
import type { Row } from "./row.ts";

/** A young generation large enough that nothing is collected while bytes are counted. */
const FLAGS = ["--expose-gc", "--max-semi-space-size=512", "--min-semi-space-size=512"];

export const sdkEvaluation: Row = {
  name: "sdk-evaluation",
  about:
    "`client.evaluate` of `call` switches with one rule and a share, 1,024 contexts in turn, per second of processor " +
    "time. Against a share and a rule written by hand with SHA-1; its bytes against a copy of the result.",
  run: async (lab) => {
    const figures = [];
    for (const switches of lab.quick ? [10] : [10, 10_000]) {
      const { url, token } = await seed(await lab.database(), switches);
      const dataplane = await startDataplane(lab, url, token);
      const program = startProgram(lab, "bench/programs/sdk-evaluation.ts", MEASURED_CORE, FLAGS);
      const keys = Array.from({ length: Math.min(100, Math.floor(switches / 3)) }, (_, n) => `module-${n}.call`);
      const question: Evaluating = {
        url: dataplane.url,
        token,
        keys,
        seconds: lab.quick ? 0.1 : 0.5,
        rounds: lab.quick ? 1 : 5,
      };
      const { perSecond, byHandPerSecond, bytes, resultBytes } = await program.ask<Evaluated>(question);
      figures.push(
        figure({
          bench: `sdk-evaluation/${switches}`,
          value: perSecond,
          unit: "evaluations per CPU second",
          baseline: byHandPerSecond,
          goal: "≥ 2,000,000",
          holds: (value) => value >= 2e6,
        }),
      );
      if (switches > 10 && !lab.quick) continue;
      figures.push(
        figure({
          bench: "sdk-allocation",
          value: bytes,
          unit: "bytes an evaluation",
          baseline: resultBytes,
          goal: "no more than the result",
          holds: (value) => value <= resultBytes * 1.02,
        }),
      );
    }
    return figures;
  },
};
