import { planOf } from "../stages/positions.ts";
import type { Model } from "./model.ts";
import { letterOf, nameOf, type Step, stepTo, storeNames } from "./step.ts";
import { take, takeIfNewer } from "./stores.ts";
import { clone, type Instance, NEW, OLD, type Operation, type Store, spend, type World, withStore } from "./world.ts";

/** Writes of instances, in two steps: the authority, then the other store and the answer to the caller. */

export function operationSteps(model: Model, world: World): Step[] {
  return world.instances.flatMap((one, index) => {
    if (one.life !== "up" || one.fenced) return [];
    const begun =
      one.operations.length < model.scene.parallel && world.left.writes > 0 ? beginnings(model, world, one, index) : [];
    return [...begun, ...one.operations.flatMap((_, at) => endings(model, world, index, at))];
  });
}

function beginnings(model: Model, world: World, { applied }: Instance, index: number): Step[] {
  const { acting, published } = model.at(world, applied);
  const { secondaryWrites, paused } = published;
  if (paused && model.has("pause-writes")) return [];
  return acting.map((stage) => {
    const { writes } = planOf(stage);
    const inOrder = writes.map((side): Store => (side === "old" ? OLD : NEW));
    const [first, second] = (model.has("authority-first") ? inOrder : inOrder.toReversed()) as [Store, Store?];
    const next = clone(world, index);
    const write = world.writers.length + 1;
    spend(next, "writes");
    next.writers = [...world.writers, index];
    next.before = [...world.before, world.ended | 1];
    next.order = [...world.order, write];
    const cell = take(next, first, write);
    const doing = `${nameOf(index)} writes ${letterOf(write)} at ${stage}: the ${storeNames[first]} store takes it`;
    if (second === undefined) {
      end(next, write, true);
      return stepTo(next, () => `${doing}, and the caller is told that it is done.`);
    }
    const operation = { write, revision: applied, first, required: secondaryWrites === "required", cell };
    const instance = next.instances[index] as Instance;
    instance.operations = [...instance.operations, operation];
    return stepTo(next, () => `${doing}.`);
  });
}

function endings(model: Model, world: World, index: number, at: number): Step[] {
  const steps = [finish(model, world, index, at)];
  if (world.left.failures > 0) steps.push(fail(model, world, index, at));
  return steps;
}

function finish(model: Model, world: World, index: number, at: number): Step {
  const next = clone(world, index);
  const { write, first, required, cell } = takeOut(next.instances[index] as Instance, at);
  const second = first === OLD ? NEW : OLD;
  const answer = takeIfNewer(model, next, second, cell);
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
    () => `The ${storeNames[second]} store ${does}; ${nameOf(index)}'s caller is told that it ${done ? "is done" : "failed"}.`,
  );
}

function fail(model: Model, world: World, index: number, at: number): Step {
  const next = clone(world, index);
  const instance = next.instances[index] as Instance;
  const { write, first, required } = takeOut(instance, at);
  const second = first === OLD ? NEW : OLD;
  spend(next, "failures");
  if (model.has("best-effort-ledger")) instance.owes = withStore(instance.owes, second, true);
  const done = !required || !model.has("required-fails");
  end(next, write, done);
  return stepTo(
    next,
    () =>
      `The ${storeNames[second]} store fails to take ${letterOf(write)}; ${nameOf(index)}'s caller is told that it ${done ? "is done" : "failed"}.`,
  );
}

function takeOut(instance: Instance, at: number): Operation {
  const operation = instance.operations[at] as Operation;
  instance.operations = instance.operations.filter((one) => one !== operation);
  return operation;
}

/** A write is over. Once its caller was told that it is done, nothing that ended before it began may be read again. */
function end(world: World, write: number, done: boolean): void {
  world.ended |= 1 << write;
  if (done) world.stale |= world.before[write - 1] as number;
}

/** What an instance had under way ends without an answer to anybody. */
export function abandon(world: World, instance: Instance, keepsOwing: boolean): void {
  for (const { write, first } of instance.operations) {
    world.ended |= 1 << write;
    if (keepsOwing) instance.owes = withStore(instance.owes, first === OLD ? NEW : OLD, true);
  }
  instance.operations = [];
}
