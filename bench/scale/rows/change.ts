import { percentile } from "../../statistics.ts";
import type { Build } from "../build.ts";
import { countingWay } from "../counting.ts";
import { freshProject, removeFresh } from "../fresh.ts";
import type { Ground } from "../ground.ts";
import { type Console, startConsole, startWorker } from "../product.ts";
import { json, request } from "../request.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";
import { LARGE } from "../seed.ts";

/** Every fifth module of the large project sends a part of its requests to the new system. */
const SHARED_EVERY = 5;
const SHARED_FROM = 4;
const RAISED_BY = 10;

/** Looks what one write has to say, and answers what sends it: that answers the milliseconds it took. */
type Act = (console: Console, turn: number) => Promise<() => Promise<number>>;
type Times = { statements: number; alone: number; beside: number; slowest: number };

/** Stores one change after the other, and takes one module after the other back: alone, and beside a project's rollback. */
export const change: ScaleRow = {
  name: "change",
  about: "One change, and the rollback of one module: alone, and while another project is taken back.",
  run: async (ground) => [
    ...figuresOf("change", 12, await beside(ground, (build) => timesOf(ground, build, async () => raise(ground)))),
    ...figuresOf("module-rollback", 25, await beside(ground, (build) => timesOf(ground, build, takeBack(ground, build)))),
  ],
};

function figuresOf(bench: string, most: number, measured: Awaited<ReturnType<typeof beside<Times>>>) {
  return [
    figureOf(measured, ({ statements }) => statements, {
      bench: `${bench}, statements`,
      unit: "statements",
      goal: `≤ ${most}`,
      holds: (value) => value <= most,
    }),
    figureOf(measured, ({ alone }) => alone, {
      bench,
      unit: "ms, 95th percentile",
      goal: "< 100 ms",
      holds: (value) => value < 100,
    }),
    figureOf(measured, (times) => times.beside, {
      bench: `${bench}, beside a rollback`,
      unit: "ms, 95th percentile",
      goal: "within 10 % of alone",
      holds: (value) => value <= measured.now.alone * 1.1,
      note: `the slowest took ${measured.now.slowest.toFixed(0)} ms`,
    }),
  ];
}

async function timesOf({ lab, sizes }: Ground, build: Build, prepare: () => Promise<Act>): Promise<Times> {
  const act = await prepare();
  const other = await freshProject(build, sizes);
  const counting = await countingWay(lab, build.url);
  const counted = await startConsole(lab, build, counting.url);
  let turn = 0;
  const rounds = lab.quick ? 3 : 10;
  for (let round = 0; round < rounds; round += 1) await (await act(counted, turn++))();
  const statements = await statementsOf(rounds, counting.statements, () => act(counted, turn++));
  await counted.end();

  const console = await startConsole(lab, build);
  const worker = startWorker(lab, build);
  const many = lab.quick ? 5 : 100;
  const some = async (goOn: () => boolean) => {
    const took: number[] = [];
    while (took.length < many && (took.length < 3 || goOn())) took.push(await (await act(console, turn++))());
    return took;
  };
  await (await act(console, turn++))();
  const before = await some(() => true);
  const rollback = rollbackOf(console, other);
  const during = await some(rollback.running);
  await rollback.ended;
  const after = await some(() => true);
  await Promise.all([console.end(), worker.end()]);
  await removeFresh(build);
  const slowest = Math.max(...during);
  return { statements, alone: percentile([...before, ...after], 0.95), beside: percentile(during, 0.95), slowest };
}

/** What most of several writes took. */
async function statementsOf(rounds: number, count: () => number, prepare: () => ReturnType<Act>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const send = await prepare();
    const before = count();
    await send();
    took.push(count() - before);
  }
  return percentile(took, 0.5);
}

/** Raises the share of one module of the large project after the other a little. */
function raise({ sizes }: Ground): Act {
  const shared = Math.floor((sizes.modules - SHARED_FROM) / SHARED_EVERY) + 1;
  return async (console, turn) => {
    const module = moduleKey(SHARED_FROM + SHARED_EVERY * (turn % shared));
    const path = `/api/v1/projects/${LARGE}/environments/production/switches/${module}.route`;
    const { version, share } = await json<{ version: number; share: number }>(console, path);
    const said = { reason: "a step of a measurement", confirm: module, override: "nobody stands behind a measurement" };
    const body = { expectedVersion: version, target: "new", share: share + RAISED_BY, ...said };
    return async () => (await request(console, `${path}/changes`, { method: "POST", body })).ms;
  };
}

/** Takes one module after the other back, in a project that is there for that. */
function takeBack({ sizes }: Ground, build: Build): () => Promise<Act> {
  return async () => {
    const project = await freshProject(build, sizes);
    return async (console, turn) => {
      const path = `/api/v1/projects/${project}/environments/production/modules/${moduleKey(1 + (turn % sizes.modules))}/rollback`;
      return async () => (await request(console, path, { method: "POST", body: {} })).ms;
    };
  };
}

function moduleKey(n: number): string {
  return `module-${String(n).padStart(4, "0")}`;
}

type Rollbacks = { items: { state: string }[] };

/** Begins to take a project back; it runs until its last module was looked at, or was refused. */
function rollbackOf(console: Console, project: string) {
  let ended = false;
  const path = `/api/v1/projects/${project}`;
  const follow = async () => {
    await request(console, `${path}/rollback`, { method: "POST", body: { environment: "production" } });
    while ((await json<Rollbacks>(console, `${path}/rollbacks?state=running`)).items.length > 0)
      await new Promise((again) => setTimeout(again, 200));
  };
  const done = follow()
    .catch(() => undefined)
    .finally(() => {
      ended = true;
    });
  return { running: () => !ended, ended: done };
}
