import { createClient } from "../../sdk/index.ts";
import { median } from "../statistics.ts";
import { answer } from "./answer.ts";
import { costOf } from "./timing.ts";

export type Migrating = { url: string; token: string; keys: string[]; seconds: number; rounds: number };

/** Processor seconds a call, directly and through the migrator, by switch and act. */
export type Migrated = { key: string; act: "read" | "write"; direct: number; through: number }[];

const CONTEXT = { targetingKey: "user-1" };

async function store(input: number): Promise<number> {
  return input;
}

answer<Migrating>(async ({ url, token, keys, seconds, rounds }) => {
  const problems: Error[] = [];
  const client = createClient({ url, token, service: "bench", onProblem: (problem) => problems.push(problem) });
  const migrators = keys.map((key) => ({
    key,
    migrator: client.migrator({
      key,
      readOld: store,
      readNew: store,
      writeOld: store,
      writeNew: store,
      compare: Object.is,
      keyOf: String,
    }),
  }));
  if (!(await client.ready())) throw new Error("the client did not get ready");

  const found: Migrated = [];
  for (const { key, migrator } of migrators) {
    for (const act of ["read", "write"] as const) {
      const costs = { direct: [] as number[], through: [] as number[] };
      for (let round = 0; round <= rounds; round += 1) {
        const direct = await costOf(seconds, (n) => store(n));
        const through = await costOf(seconds, (n) => migrator[act](CONTEXT, "bench", n));
        if (round === 0) continue;
        costs.direct.push(direct);
        costs.through.push(through);
      }
      found.push({ key, act, direct: median(costs.direct), through: median(costs.through) });
    }
  }
  await client.close();
  if (problems[0]) throw problems[0];
  return found;
});
