import type { Model } from "./model.ts";
import { end, takeOut } from "./outcome.ts";
import { letterOf, nameOf, type Step, stepTo, storeNames } from "./step.ts";
import { draws, put, takeIfNewer } from "./stores.ts";
import { clone, type Instance, type Late, type Store, spend, type World, withStore } from "./world.ts";

/** Store calls that go on when their operation has ended: at its deadline, with the lease, or with the process. */

/** The caller gets its answer and the ledger an entry, while the call is still on its way. */
export function cut(model: Model, world: World, index: number, at: number): Step {
  const next = clone(world, index);
  const it = next.instances[index] as Instance;
  const { write, revision, first, second, required, landed, cell } = takeOut(it, at);
  spend(next, "late");
  if (second !== null) it.owes = withStore(it.owes, second, true);
  const store = landed ? (second as Store) : first;
  it.late = [...it.late, { cell, store, authority: !landed, notes: landed ? null : second, revision: counted(model, revision) }];
  const done = landed && !required;
  end(next, write, done);
  return stepTo(
    next,
    () =>
      `${nameOf(index)}'s caller is told that ${letterOf(write)} ${done ? "is done" : "failed"}, while the call to the ${storeNames[store]} store goes on.`,
  );
}

/** A call in flight holds the barrier until it settles, or until the longest time stated for it has passed. */
function counted(model: Model, revision: number): number {
  return model.scene.overtime || !model.has("settled") ? -1 : revision;
}

export function lateSteps(model: Model, world: World): Step[] {
  return world.instances.flatMap((one, index) => one.late.flatMap((call) => landings(model, world, index, call)));
}

function landings(model: Model, world: World, index: number, call: Late): Step[] {
  const { store, authority, notes, cell } = call;
  const numbered = !authority || model.has("drawn-first");
  const counts = numbered ? [cell.count] : draws(model, world, world.cells[store].count, index);
  return counts.map((count) => {
    const next = clone(world, index);
    const it = next.instances[index] as Instance;
    it.late = it.late.filter((one) => one !== call);
    const blind = authority && !model.has("authority-numbers");
    if (blind) put(next, store, cell);
    const taken = blind || takeIfNewer(model, next, store, { ...cell, count }) === "takes";
    if (taken && notes !== null && it.life === "up" && model.has("late-noted")) it.owes = withStore(it.owes, notes, true);
    if (taken && authority) next.order = [...next.order, cell.write];
    const name = letterOf(cell.write);
    return stepTo(
      next,
      () => `The call of ${nameOf(index)} lands: the ${storeNames[store]} store ${taken ? `takes ${name}` : `refuses ${name}`}.`,
    );
  });
}

/** Forgets calls that no store will ever take, since what a store holds never gets older. */
export function dropHopeless(model: Model, world: World): void {
  if (!model.has("drawn-first") || !model.has("numbers") || !model.has("authority-numbers")) return;
  const hopeless = ({ store, cell, revision }: Late) => revision < 0 && world.cells[store].count >= cell.count;
  if (!world.instances.some(({ late }) => late.some(hopeless))) return;
  world.instances = world.instances.map((one) => ({ ...one, late: one.late.filter((call) => !hopeless(call)) }));
}
