import { planOf } from "../stages/positions.ts";
import { cut } from "./late.ts";
import type { Model } from "./model.ts";
import { end, takeOut } from "./outcome.ts";
import { letterOf, nameOf, type Step, stepTo, storeNames } from "./step.ts";
import { asAuthority, draws, endedCount, put, takeIfNewer } from "./stores.ts";
import { clone, type Instance, NEW, OLD, type Operation, type Store, spend, type World, withStore } from "./world.ts";

/** Writes of instances: to the authority, then to the other store, then the answer to the caller. */

export function operationSteps(model: Model, world: World): Step[] {
  return world.instances.flatMap((one, index) => {
    if (one.life !== "up" || one.fenced) return [];
    const begun =
      one.operations.length < model.scene.parallel && world.left.writes > 0 ? beginnings(model, world, one, index) : [];
    return [...begun, ...one.operations.flatMap((operation, at) => endings(model, world, index, operation, at))];
  });
}

/** Where no call lands late, beginning and being taken by the authority are one step: nothing can be told apart by two. */
function beginnings(model: Model, world: World, { applied }: Instance, index: number): Step[] {
  const { acting, published } = model.at(world, applied);
  if (published.paused && model.has("pause-writes")) return [];
  const apart = model.scene.late > 0;
  return acting.flatMap((stage) => {
    const inOrder = planOf(stage).writes.map((side): Store => (side === "old" ? OLD : NEW));
    const [first, second = null] = model.has("authority-first") ? inOrder : inOrder.toReversed();
    const begun = clone(world, index);
    const write = world.writers.length + 1;
    spend(begun, "writes");
    begun.writers = [...world.writers, index];
    begun.before = [...world.before, world.ended | 1];
    const required = published.secondaryWrites === "required";
    const operation = { write, revision: applied, first: first as Store, second, required, landed: false };
    const doing = `${nameOf(index)} writes ${letterOf(write)} at ${stage}`;
    if (!apart) {
      return landings(model, begun, index, { ...operation, cell: { write, count: 0 } }, null, doing);
    }
    return draws(model, world, endedCount(world), index).map((count) => {
      const next = clone(begun, index);
      const it = next.instances[index] as Instance;
      it.operations = [...it.operations, { ...operation, cell: { write, count } }];
      return stepTo(next, () => `${nameOf(index)} begins to write ${letterOf(write)} at ${stage}.`);
    });
  });
}

/** The authority takes a write; one it refuses as older is numbered again, above what it holds. */
function landings(model: Model, world: World, index: number, operation: Operation, at: number | null, doing: string): Step[] {
  const { write, first, second, cell } = operation;
  const held = world.cells[first].count;
  const keeps = model.has("drawn-first") && (cell.count > held || !model.has("authority-numbers"));
  const counts = keeps && at !== null ? [cell.count] : draws(model, world, numberFloor(model, world, held, at), index);
  return counts.map((count) => {
    const next = clone(world, index);
    const it = next.instances[index] as Instance;
    const taken = { ...operation, cell: { write, count }, landed: true };
    put(next, first, asAuthority(model, taken.cell));
    next.order = [...next.order, write];
    const others = it.operations.filter((_, place) => place !== at);
    it.operations = second === null ? others : [...others, taken];
    if (second !== null) return stepTo(next, () => `${doing}: the ${storeNames[first]} store takes it.`);
    end(next, write, true);
    return stepTo(next, () => `${doing}: the ${storeNames[first]} store takes it, and the caller is told that it is done.`);
  });
}

/** A number drawn anew is drawn now: where clocks agree it exceeds what has ended meanwhile. */
function numberFloor(model: Model, world: World, held: number, at: number | null): number {
  return at === null || !model.has("drawn-first") ? held : Math.max(held, endedCount(world));
}

function endings(model: Model, world: World, index: number, operation: Operation, at: number): Step[] {
  const late = world.left.late > 0 ? [cut(model, world, index, at)] : [];
  if (!operation.landed) {
    const doing = `${nameOf(index)}'s write ${letterOf(operation.write)} arrives`;
    return [...landings(model, world, index, operation, at, doing), ...late];
  }
  const failed = world.left.failures > 0 ? [fail(model, world, index, at)] : [];
  return [finish(model, world, index, at), ...failed, ...late];
}

function finish(model: Model, world: World, index: number, at: number): Step {
  const next = clone(world, index);
  const { write, second, required, cell } = takeOut(next.instances[index] as Instance, at);
  const store = second as Store;
  const answer = takeIfNewer(model, next, store, cell);
  const done = answer !== "refuses" || !required || !model.has("refused-fails");
  end(next, write, done);
  const name = letterOf(write);
  const does = {
    takes: `takes ${name}`,
    has: `seems to have ${name} already`,
    refuses: `refuses ${name}, which is older than what it has`,
  }[answer];
  return stepTo(
    next,
    () => `The ${storeNames[store]} store ${does}; ${nameOf(index)}'s caller is told that it ${done ? "is done" : "failed"}.`,
  );
}

function fail(model: Model, world: World, index: number, at: number): Step {
  const next = clone(world, index);
  const instance = next.instances[index] as Instance;
  const { write, second, required } = takeOut(instance, at);
  const store = second as Store;
  spend(next, "failures");
  if (model.has("best-effort-ledger")) instance.owes = withStore(instance.owes, store, true);
  const done = !required || !model.has("required-fails");
  end(next, write, done);
  return stepTo(
    next,
    () =>
      `The ${storeNames[store]} store fails to take ${letterOf(write)}; ${nameOf(index)}'s caller is told that it ${done ? "is done" : "failed"}.`,
  );
}
