import { query } from "../../lab/query.ts";
import type { Build } from "../build.ts";
import { freshProject, removeFresh } from "../fresh.ts";
import type { Ground } from "../ground.ts";
import { type Console, startConsole, startWorker } from "../product.ts";
import { json, request } from "../request.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";

type Progress = {
  id: string;
  state: string;
  held: number;
  modules: { of: number; pending: number; begun: number; unmoved: number };
};
type Taken = { storedMs: number; loose: number; firstStepsS: number; killedS: number; faults: number; of: number; held: number };

/** Everything of a project goes back; once more, with a worker that is killed in the middle. */
export const projectRollback: ScaleRow = {
  name: "project-rollback",
  about: "A project whose modules have all moved goes back.",
  run: async (ground) => {
    const measured = await beside(ground, (build) => taken(ground, build));
    const { of, held, loose, killedS } = measured.now;
    return [
      figureOf(measured, ({ storedMs }) => storedMs, {
        bench: "project-rollback, intent",
        unit: "ms until all is held",
        goal: "< 1,000 ms, nothing left loose",
        holds: (value) => value < 1000 && loose === 0,
        note: `${held} moved switches of ${of} modules held, ${loose} left loose`,
      }),
      figureOf(measured, ({ firstStepsS }) => firstStepsS, {
        bench: "project-rollback, first steps",
        unit: "s until all are stored",
        goal: "< 20 s",
        holds: (value) => value < 20,
      }),
      figureOf(measured, ({ faults }) => faults, {
        bench: "project-rollback, worker killed",
        unit: "modules skipped or taken back twice",
        goal: "0",
        holds: (value) => value === 0,
        note: `with a worker killed half way and started again, all first steps were stored after ${killedS.toFixed(1)} s`,
      }),
    ];
  },
};

async function taken({ lab, sizes }: Ground, build: Build): Promise<Taken> {
  const console = await startConsole(lab, build);
  const [calm, rough] = [await freshProject(build, sizes), await freshProject(build, sizes)];

  let worker = startWorker(lab, build);
  const first = await begin(console, calm);
  const loose = await looseIn(build, calm);
  const { seconds: firstStepsS, progress } = await until(
    console,
    calm,
    first.progress.id,
    ({ modules }) => modules.pending === 0,
  );
  const again = await begin(console, rough);
  const began = performance.now();
  await until(console, rough, again.progress.id, ({ modules }) => modules.pending < modules.of / 2);
  await worker.end("SIGKILL");
  worker = startWorker(lab, build);
  await until(console, rough, again.progress.id, ({ modules }) => modules.pending === 0);
  const killedS = (performance.now() - began) / 1000;
  const faults = await faultsIn(build, rough, again.progress.id);
  await Promise.all([worker.end(), console.end()]);
  await removeFresh(build);
  const { of } = progress.modules;
  return { storedMs: first.ms, loose, firstStepsS, killedS, faults, of, held: first.progress.held };
}

async function begin(console: Console, project: string): Promise<{ ms: number; progress: Progress }> {
  const body = { environment: "production", reason: "a measurement" };
  const { ms, body: text } = await request(console, `/api/v1/projects/${project}/rollback`, { method: "POST", body });
  return { ms, progress: (JSON.parse(text) as { rollback: Progress }).rollback };
}

const PATIENCE_S = 120;

async function until(console: Console, project: string, id: string, is: (progress: Progress) => boolean) {
  const began = performance.now();
  for (;;) {
    const progress = await json<Progress>(console, `/api/v1/projects/${project}/rollbacks/${id}`);
    const seconds = (performance.now() - began) / 1000;
    if (is(progress)) return { seconds, progress };
    if (seconds > PATIENCE_S) throw new Error(`${progress.modules.pending} modules were left after ${PATIENCE_S} s`);
    await new Promise((again) => setTimeout(again, 100));
  }
}

/** Switches that have moved and could go forward all the same. */
async function looseIn({ url }: Build, project: string): Promise<number> {
  const [row] = await query<{ loose: number }>(
    url,
    `SELECT count(*)::int AS loose FROM switches s JOIN projects p ON p.id = s.project_id JOIN environments e ON e.id = s.environment_id
     WHERE p.key = $1 AND e.key = 'production' AND NOT s.held AND (s.next IS NOT NULL OR s."position" NOT IN ('old', 'off'))`,
    [project],
  );
  return row?.loose ?? 0;
}

/** Modules of which no step back was stored although they were looked at, or the same was stored twice. */
async function faultsIn({ url }: Build, project: string, rollback: string): Promise<number> {
  const [row] = await query<{ faults: number }>(
    url,
    `SELECT count(*) FILTER (WHERE (l.state = 'begun') <> (coalesce(b.steps, 0) > 0 OR l.plan_id IS NOT NULL) OR b.twice)::int AS faults
     FROM rollback_legs l LEFT JOIN (
       SELECT module_id, sum(steps) AS steps, bool_or(alike > 1) AS twice FROM (
         SELECT s.module_id, count(*) AS steps, count(*) - count(DISTINCT (c."position", c.next, c.share)) + 1 AS alike
         FROM switch_changes c JOIN switches s ON s.id = c.switch_id JOIN projects p ON p.id = s.project_id
         WHERE p.key = $1 AND c.act = 'rollback' GROUP BY s.id, s.module_id) of_switch GROUP BY module_id) b ON b.module_id = l.module_id
     WHERE l.rollback_id = $2`,
    [project, rollback],
  );
  return row?.faults ?? 0;
}
