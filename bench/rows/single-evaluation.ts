import { figure } from "../figure.ts";
import { bareLike } from "../lab/bare.ts";
import { type Contender, compare } from "../lab/compare.ts";
import type { Lab } from "../lab/lab.ts";
import { startDataplane } from "../lab/processes.ts";
import { seed } from "../lab/seed.ts";
import type { Row } from "./row.ts";

const FEW = 10;
const MANY = 100_000;
const KEY = "module-1.call";
const SUBJECTS = Array.from({ length: 200 }, (_, n) => JSON.stringify({ context: { targetingKey: `user-${n}`, plan: "free" } }));

export const singleEvaluation: Row = {
  name: "single-evaluation",
  about:
    "OFREP, one switch with one rule and a share, 200 subjects in turn over 50 connections; requests per second of " +
    "the server's processor time. Against a bare `node:http` handler that reads the same body and sends the same bytes.",
  run: async (lab) => {
    const few = await contender(lab, "few", FEW);
    const many = await contender(lab, "many", lab.quick ? 1000 : MANY);
    const bare = await bareLike(lab, few);
    const [first, second, plain] = await compare(lab, [few, many, bare]);
    if (!first || !second || !plain) throw new Error("a contender is missing");
    return [
      figure({
        bench: `single-evaluation/${FEW}`,
        value: first.perCpuSecond,
        unit: "requests per CPU second",
        baseline: plain.perCpuSecond,
        goal: "≥ 0.8 × a bare handler",
        holds: (_, ratio) => ratio >= 0.8,
        note: `${Math.round(first.perSecond)}/s by the clock, bare ${Math.round(plain.perSecond)}/s`,
      }),
      figure({
        bench: `single-evaluation/${MANY}`,
        value: 1e6 / second.perCpuSecond,
        unit: "µs of CPU a request",
        baseline: 1e6 / first.perCpuSecond,
        goal: `≤ 1.2 × the cost with ${FEW} switches`,
        holds: (_, ratio) => ratio <= 1.2,
      }),
    ];
  },
};

async function contender(lab: Lab, name: string, switches: number): Promise<Contender> {
  const { url, token } = await seed(await lab.database(), switches);
  const served = await startDataplane(lab, url, token);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return { name, served, path: `/ofrep/v1/evaluate/flags/${KEY}`, headers, bodies: SUBJECTS, status: 200 };
}
