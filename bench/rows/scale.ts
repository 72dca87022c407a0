import { join, resolve } from "node:path";
import { type Figure, figure } from "../figure.ts";
import type { Lab } from "../lab/lab.ts";
import { run, startProgram } from "../lab/processes.ts";
import { query } from "../lab/query.ts";
import type { Acknowledged, ScaleTask, Searched } from "../programs/scale.ts";
import { baseFolder } from "../scale/base.ts";
import { seedScale } from "../scale/seed.ts";
import type { Row } from "./row.ts";

const OTHER_CORE = 1;
const FULL = { modules: 1000, instances: 10_000, days: 30, audit: 5_000_000 };
const QUICK = { modules: 20, instances: 50, days: 1, audit: 30_000 };

type Build = { root: string; url: string; core: number };

/** The large installation: this build, and by turns the one `--base` names, each with a database of its own. */
export function scale(base: string | undefined): Row {
  return {
    name: "scale",
    about: "The large installation, against the build that --base names.",
    run: async (lab) => {
      if (base === undefined) throw new Error("--base: name a commit or a folder to compare with.");
      const builds = await Promise.all([
        prepare(lab, resolve("."), "scale_now"),
        prepare(lab, baseFolder(lab, base), "scale_base"),
      ]);
      return [...(await searches(lab, builds)), ...(await acknowledgements(lab, builds)), await rest(lab, builds)];
    },
  };
}

type Builds = [now: Build, base: Build];

async function prepare(lab: Lab, root: string, name: string): Promise<Build> {
  const url = await lab.emptyDatabase(name);
  const build = { root, url, core: OTHER_CORE };
  await ask(lab, build, "migrate");
  await seedScale(url, lab.quick ? QUICK : FULL, (text) => lab.say(`${name}: ${text}`));
  return build;
}

function ask<Answer>(lab: Lab, { root, url }: Build, task: ScaleTask["task"]): Promise<Answer> {
  const asked: ScaleTask = { root, databaseUrl: url, task, rounds: lab.quick ? 3 : 20 };
  return startProgram(lab, "bench/programs/scale.ts").ask<Answer>(asked);
}

/** One after the other, so that they do not share the machine. */
async function both<Answer>(builds: Builds, measure: (build: Build) => Promise<Answer>): Promise<[Answer, Answer]> {
  return [await measure(builds[0]), await measure(builds[1])];
}

async function searches(lab: Lab, builds: Builds): Promise<Figure[]> {
  const [now, base] = await both(builds, (build) => ask<Searched>(lab, build, "search"));
  return Object.entries(now).map(([name, value]) =>
    figure({
      bench: `scale/audit, ${name}`,
      value,
      unit: "ms, 95th percentile",
      baseline: base[name] ?? Number.NaN,
      goal: "< 100 ms",
      holds: (measured) => measured < 100,
    }),
  );
}

async function acknowledgements(lab: Lab, builds: Builds): Promise<Figure[]> {
  const [now, base] = await both(builds, (build) => ask<Acknowledged>(lab, build, "acknowledge"));
  return [
    figure({
      bench: "scale/acknowledged",
      value: now.milliseconds,
      unit: "ms from the last word to the last stored",
      baseline: base.milliseconds,
      goal: "< 2,000 ms",
      holds: (value) => value < 2000,
    }),
    figure({
      bench: "scale/acknowledging",
      value: now.statements,
      unit: "statements for 10,000 words",
      baseline: base.statements,
      goal: "≤ 200",
      holds: (value) => value <= 200,
    }),
  ];
}

/** What a worker asks while nothing is due, a second. */
async function rest(lab: Lab, builds: Builds): Promise<Figure> {
  const seconds = lab.quick ? 5 : 60;
  const [value, baseline] = await both(builds, async ({ root, url, core }) => {
    const env = { DATABASE_URL: url, SWITCHYARD_PROCESS: "worker", NODE_ENV: "production" };
    const args = ["--import", "tsx", join(root, "worker/main.ts")];
    const worker = run(lab, { command: process.execPath, args, core, env });
    await pause(2 * seconds);
    const before = await transactions(url);
    await pause(seconds);
    const asked = (await transactions(url)) - before;
    worker.kill("SIGTERM");
    return asked / seconds;
  });
  return figure({
    bench: "scale/worker-at-rest",
    value,
    unit: "transactions a second",
    baseline,
    goal: "≤ 1",
    holds: (measured) => measured <= 1,
  });
}

async function transactions(url: string): Promise<number> {
  const [row] = await query<{ n: string }>(
    url,
    "SELECT xact_commit + xact_rollback AS n FROM pg_stat_database WHERE datname = current_database()",
  );
  return Number(row?.n);
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
