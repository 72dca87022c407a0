import { createMigration, LDConcurrentExecution, LDMigrationSuccess } from "@launchdarkly/node-server-sdk";
import { answer } from "../../programs/answer.ts";
import { costOf } from "../../programs/timing.ts";
import { median } from "../../statistics.ts";
import { clientWith, flag } from "./launchdarkly-flags.mjs";

const STAGES = ["off", "dualwrite", "shadow", "live", "rampdown", "complete"];
const CONTEXT = { kind: "user", key: "user-1" };

async function store(input) {
  return LDMigrationSuccess(input);
}

answer(async ({ stages, seconds, rounds }) => {
  const flags = stages.map((stage) =>
    flag(stage, STAGES, { migration: { checkRatio: 1 }, fallthrough: { variation: STAGES.indexOf(stage) } }),
  );
  const { client, close } = await clientWith(Object.fromEntries(flags));
  const migration = createMigration(client, {
    readOld: store,
    readNew: store,
    writeOld: store,
    writeNew: store,
    execution: new LDConcurrentExecution(),
    check: Object.is,
    latencyTracking: true,
    errorTracking: true,
  });
  const found = [];
  for (const stage of stages) {
    for (const act of ["read", "write"]) {
      const answered = await migration[act](stage, CONTEXT, "off", 1);
      const { origin } = act === "read" ? answered : answered.authoritative;
      if (origin !== (STAGES.indexOf(stage) >= 3 ? "new" : "old")) throw new Error(`${stage}: ${act} was answered by ${origin}`);
      const costs = { direct: [], through: [] };
      for (let round = 0; round <= rounds; round += 1) {
        const direct = await costOf(seconds, (n) => store(n));
        const through = await costOf(seconds, (n) => migration[act](stage, CONTEXT, "off", n));
        if (round === 0) continue;
        costs.direct.push(direct);
        costs.through.push(through);
      }
      found.push({ key: stage, act, direct: median(costs.direct), through: median(costs.through) });
    }
  }
  close();
  return found;
});
