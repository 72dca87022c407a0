import { figure } from "../figure.ts";
import { FOR_CHARTS, fillHistory } from "../lab/history.ts";
import { MEASURED_CORE, startProgram } from "../lab/processes.ts";
import { query } from "../lab/query.ts";
import { seed } from "../lab/seed.ts";
import type { Charted, Charting } from "../programs/chart.ts";
import { percentile } from "../statistics.ts";
import type { Row } from "./row.ts";

const DAY = 24 * 3600;
const WARM = 20;

export const chartQuery: Row = {
  name: "chart-query",
  about:
    "One module, 24 h, both paths with p50, p95, p99 and errors, while 1,000 modules × 30 days are stored: the read behind " +
    "the management API, without its HTTP. Against reading the same rows and leaving them as they are.",
  run: async (lab) => {
    const modules = lab.quick ? 10 : 1000;
    const { url: databaseUrl } = await seed(await lab.database(), modules * 3);
    const to = Math.floor(Date.now() / 1000);
    await fillHistory(databaseUrl, "production", to, { ...FOR_CHARTS, hours: (lab.quick ? 2 : 30) * DAY });
    await query(databaseUrl, "ANALYZE");
    lab.say("filled");
    const chosen = Array.from({ length: lab.quick ? 10 : WARM + 200 }, (_, n) => `module-${(n * 379) % modules}`);
    const charting: Charting = { databaseUrl, modules: chosen, warm: lab.quick ? 1 : WARM, from: to - DAY, to };
    const { charts, rows, points } = await startProgram(lab, "bench/programs/chart.ts", MEASURED_CORE).ask<Charted>(charting);
    return [
      figure({
        bench: "chart-query",
        value: percentile(charts, 0.95),
        unit: "ms, 95th percentile",
        baseline: percentile(rows, 0.95),
        goal: "< 50 ms",
        holds: (value) => value < 50,
        note: `median ${percentile(charts, 0.5).toFixed(1)} ms, ${points} points a path`,
      }),
    ];
  },
};
