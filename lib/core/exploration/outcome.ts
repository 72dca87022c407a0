import { type Instance, type Operation, type World, withStore } from "./world.ts";

/** How a write ends. */

export function takeOut(instance: Instance, at: number): Operation {
  const operation = instance.operations[at] as Operation;
  instance.operations = instance.operations.filter((one) => one !== operation);
  return operation;
}

/** A write is over. Once its caller was told that it is done, nothing that ended before it began may be read again. */
export function end(world: World, write: number, done: boolean): void {
  world.ended |= 1 << write;
  if (done) world.stale |= world.before[write - 1] as number;
}

/** What an instance had under way ends without an answer to anybody. */
export function abandon(world: World, instance: Instance, keepsOwing: boolean): void {
  for (const { write, second } of instance.operations) {
    world.ended |= 1 << write;
    if (keepsOwing && second !== null) instance.owes = withStore(instance.owes, second, true);
  }
  instance.operations = [];
}
