import { coversBy } from "./control.ts";
import type { Model } from "./model.ts";
import { type Step, stepTo, storeNames, valueNamed } from "./step.ts";
import { compareNumbers, takeIfNewer } from "./stores.ts";
import { type Cell, clone, type Job, NEW, OLD, otherThan, type Store, type World, withStore } from "./world.ts";

/** Repair of the ledger and reconciliation: both read the two stores, and later give the one what the other has. */

export function jobSteps(model: Model, world: World): Step[] {
  const { job, ledger, doubt, current } = world;
  if (job) return [finish(model, world, job)];
  const repairs = ledger[OLD] || ledger[NEW] ? [repair(model, world)] : [];
  const useful = ([OLD, NEW] as const).filter((store) => doubt[store] || !current[store]);
  return [...repairs, ...useful.map((store) => reconciliation(model, world, store))];
}

function repair(model: Model, world: World): Step {
  const target = otherThan(sourceOf(model, world));
  return begin(world, { kind: "repair", target, closes: world.ledger, covers: false, lifts: [false, false] });
}

/** Brings one store up to date, which says nothing of what the other one lacks. */
function reconciliation(model: Model, world: World, target: Store): Step {
  const lifts = withStore([false, false], target, world.doubt[target]);
  return begin(world, {
    kind: "reconciliation",
    target,
    closes: [false, false],
    covers: coversBy(model, world, target),
    lifts: model.has("job-store") ? lifts : world.doubt,
  });
}

function begin(world: World, job: Omit<Job, "cell">): Step {
  const next = clone(world);
  const source = otherThan(job.target);
  next.job = { ...job, cell: world.cells[source] };
  const { write } = world.cells[source];
  const into = job.kind === "repair" ? "" : ` of the ${storeNames[job.target]} store`;
  return stepTo(
    next,
    () => `A ${job.kind}${into} begins: it reads both stores and finds ${valueNamed(write)} in the ${storeNames[source]} one.`,
  );
}

function finish(model: Model, world: World, { kind, target, cell, closes, covers, lifts }: Job): Step {
  const next = clone(world);
  const taken = takeIfNewer(model, next, target, cell) === "takes";
  for (const store of [OLD, NEW] as const) {
    if (closes[store] || (!model.has("repair-order") && kind === "repair")) next.ledger = withStore(next.ledger, store, false);
    const lifted = lifts[store] || (!model.has("doubt-order") && kind === "reconciliation" && store === target);
    if (lifted) next.doubt = withStore(next.doubt, store, false);
  }
  if (covers) next.current = withStore(next.current, target, true);
  next.job = null;
  const same = isSame(world.cells[target], cell);
  const outcome = same
    ? "both stores hold"
    : taken
      ? `the ${storeNames[target]} store takes`
      : `the ${storeNames[target]} store already has newer than`;
  return stepTo(next, () => `The ${kind} ends: ${outcome} ${valueNamed(cell.write)}.`);
}

/** The store with the higher number; where numbers mean nothing, the one that everybody reads. */
function sourceOf(model: Model, world: World): Store {
  if (model.has("numbers")) return compareNumbers(model, world, world.cells[NEW], world.cells[OLD]) > 0 ? NEW : OLD;
  const { stages } = model.at(world, world.past.length - 1).published;
  return stages.every((stage) => stage === "live" || stage === "rampdown" || stage === "complete") ? NEW : OLD;
}

function isSame(a: Cell, b: Cell): boolean {
  return a.write === b.write && a.count === b.count;
}
