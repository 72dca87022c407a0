import type { Verdict } from "./judge/history.ts";
import { type Judged, Judgements } from "./judge/judgements.ts";
import { Moves } from "./judge/moves.ts";
import { scheduler } from "./machine/machine.ts";
import { network } from "./machine/network.ts";
import type { Postgres } from "./machine/postgres.ts";
import { settled } from "./machine/settle.ts";
import { statements } from "./machine/statements.ts";
import type { Scene } from "./plan.ts";
import { type Environment, PLACE } from "./world/environment.ts";
import { follow } from "./world/faults.ts";
import { World } from "./world/world.ts";

export type Outcome = {
  seed: number;
  steps: number;
  changes: number;
  seen: Moves["seen"];
  judged: Judged;
  writes: number;
  statements: number;
  /** Of them, those that waited for another transaction. */
  waits: number;
  simulatedMs: number;
  verdict: Verdict | null;
  waived: string | null;
  said: { at: number; words: string }[];
  /** Of everything that happened, in order. */
  digest: string;
};

export type Machine = { postgres: Postgres; environment: Environment };

/** How long what is under way may take to end when nobody calls any more. */
const QUIET_MS = 15_000;

/** Plays one scene until a promise breaks, or so many steps. */
export async function play(
  { postgres, environment }: Machine,
  scene: Scene,
  steps: number,
  find: readonly string[] | null = null,
): Promise<Outcome> {
  scheduler.clear();
  network.clear();
  await environment.restore(`at_${scene.start}`);
  const before = { count: statements.count, waits: statements.waits };
  const world = new World(scene, environment, postgres, find);
  const moves = new Moves(world);
  const judgements = new Judgements(world);
  world.begin();
  follow(world);
  let digest = 0;
  const isOver = () => (world.quiet ? scheduler.now > world.quiet.until : scheduler.steps >= steps);
  while (world.verdicts.length === 0) {
    if (isOver()) {
      if (world.quiet || !scene.compares) break;
      world.quiet = { until: scheduler.now + QUIET_MS };
    }
    const task = scheduler.next();
    if (!task) break;
    digest = mixed(digest, Math.round(scheduler.now * 1000), world.said.length);
    scheduler.current = task.process;
    task.run?.();
    await settled(postgres.eyes);
    for (const text of postgres.deadlocks) world.find({ kind: "deadlock", words: text });
    if (world.restored) {
      moves.forget();
      world.compared = [];
      world.freezes = [];
      world.approvalsSince = null;
    }
    world.restored = false;
    const heard = await postgres.tell(world.witness);
    if (heard || (moves.blind && task.process === world.witness)) {
      scheduler.current = null;
      await settled(postgres.eyes);
      await moves.look();
    }
    scheduler.current = null;
  }
  const simulatedMs = scheduler.now;
  await postgres.finish();
  if (world.quiet) await compare(world);
  if (world.verdicts.length === 0 && !(await postgres.alone(() => environment.verify()))) {
    world.find({ kind: "broken audit", words: `the chain of ${PLACE} does not verify` });
  }
  const outcome: Outcome = {
    seed: scene.seed,
    steps: scheduler.steps,
    changes: moves.changes,
    seen: moves.seen,
    judged: judgements.end(),
    writes: world.history.writes.length - 1,
    statements: statements.count - before.count,
    waits: statements.waits - before.waits,
    simulatedMs,
    verdict: world.verdicts[0] ?? null,
    waived: world.waived,
    said: world.said,
    digest: `${(digest >>> 0).toString(16)}`,
  };
  for (const run of world.runs) scheduler.kill(run.process);
  scheduler.clear();
  return outcome;
}

/** Nothing is under way, and nothing is known to be missing anywhere: then both stores hold the same. */
async function compare(world: World): Promise<void> {
  const [open] = await world.postgres.sql("SELECT 1 FROM ledger_entries WHERE resolved_at IS NULL");
  if (open) return;
  const { old, new: fresh } = world.stores;
  const key = [...old.rows.keys()].find((one) => old.row(one).write !== fresh.row(one).write);
  if (key === undefined) return;
  const writes = [old.row(key).write, fresh.row(key).write];
  const words = `${key} is write ${writes[0]} in the old store and write ${writes[1]} in the new one, and the ledger is empty`;
  world.find({ kind: "stores differ", writes, words });
}

function mixed(hash: number, ...values: number[]): number {
  return values.reduce((sum, value) => Math.imul(sum ^ value, 0x01000193) + 1, hash);
}
