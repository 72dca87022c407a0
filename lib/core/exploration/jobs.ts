import { coverageOf } from "./control.ts";
import type { Model } from "./model.ts";
import { type Step, stepTo, storeNames, valueNamed } from "./step.ts";
import { compareNumbers, takeIfNewer } from "./stores.ts";
import { type Cell, clone, type Job, NEW, OLD, type Store, type World, withStore } from "./world.ts";

/** Repair of the ledger and reconciliation: both read the two stores, and later give the one what the other has. */

export function jobSteps(model: Model, world: World): Step[] {
  const { job } = world;
  if (job) return [finish(model, world, job)];
  const repairs = world.ledger[OLD] || world.ledger[NEW] ? [begin(model, world, "repair")] : [];
  const useful = world.doubt || !world.current[OLD] || !world.current[NEW];
  return useful ? [...repairs, begin(model, world, "reconciliation")] : repairs;
}

function begin(model: Model, world: World, kind: Job["kind"]): Step {
  const next = clone(world);
  const source = sourceOf(model, world);
  const repair = kind === "repair";
  next.job = {
    kind,
    target: source === OLD ? NEW : OLD,
    cell: world.cells[source],
    closes: repair ? world.ledger : [false, false],
    covers: repair ? [false, false] : coverageOf(model, world),
    lifts: !repair && world.doubt,
  };
  const { write } = world.cells[source];
  return stepTo(
    next,
    () => `A ${kind} begins: it reads both stores and finds ${valueNamed(write)} in the ${storeNames[source]} one.`,
  );
}

function finish(model: Model, world: World, { kind, target, cell, closes, covers, lifts }: Job): Step {
  const next = clone(world);
  const taken = takeIfNewer(model, next, target, cell) === "takes";
  for (const store of [OLD, NEW] as const) {
    if (closes[store] || (!model.has("repair-order") && kind === "repair")) next.ledger = withStore(next.ledger, store, false);
    if (covers[store]) next.current = withStore(next.current, store, true);
  }
  if (lifts || (!model.has("doubt-order") && kind === "reconciliation")) next.doubt = false;
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
