import type { Model } from "./model.ts";
import { type Cell, NEW, OLD, type Store, type World } from "./world.ts";

/** Above zero when the first cell's number is the higher one: by counter, then writer, then write. */
export function compareNumbers(model: Model, { writers }: World, a: Cell, b: Cell): number {
  if (a.count !== b.count) return a.count - b.count;
  const writer = (cell: Cell) => (cell.write === 0 ? -2 : (writers[cell.write - 1] as number));
  if (writer(a) !== writer(b)) return writer(a) - writer(b);
  return model.has("own-number") ? a.write - b.write : 0;
}

/** The authority takes a write and numbers it one above what it held. */
export function take(world: World, store: Store, write: number): Cell {
  const cell = { write, count: world.cells[store].count + 1 };
  world.cells = store === OLD ? [cell, world.cells[NEW]] : [world.cells[OLD], cell];
  return cell;
}

/** What a store answers to a write that another one numbered: an equal number is the write it already has. */
export type Answer = "takes" | "has" | "refuses";

/** A store takes what another one numbered, if that is higher than what it holds. */
export function takeIfNewer(model: Model, world: World, store: Store, cell: Cell): Answer {
  const difference = compareNumbers(model, world, cell, world.cells[store]);
  if (model.has("numbers") && difference <= 0) return difference === 0 ? "has" : "refuses";
  world.cells = store === OLD ? [cell, world.cells[NEW]] : [world.cells[OLD], cell];
  return "takes";
}
