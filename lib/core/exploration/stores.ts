import { cellsOf } from "./key.ts";
import type { Model } from "./model.ts";
import { type Cell, NEW, OLD, type Store, type World } from "./world.ts";

/** Above zero when the first cell's number is the higher one: by counter, then by writer. */
export function compareNumbers(model: Model, { writers }: World, a: Cell, b: Cell): number {
  if (a.count !== b.count || !model.tells || !model.has("own-number")) return a.count - b.count;
  const writer = (cell: Cell) => (cell.bare || cell.write === 0 ? -2 : (writers[cell.write - 1] as number));
  return writer(a) - writer(b);
}

/**
 * Numbers that an instance's write may draw: in any order to those it need not exceed, since clocks differ. That two
 * counters are equal is one of these orders as long as the writer tells them apart.
 */
export function draws(model: Model, world: World, floor: number, index: number): number[] {
  const above = cellsOf(world).filter(({ count }) => count > floor);
  const counts = [...new Set(above.map(({ count }) => count))].sort((a, b) => a - b);
  const between = counts.map((count, at) => (count + (counts[at - 1] ?? floor)) / 2);
  const highest = (counts.at(-1) ?? floor) + 1;
  if (!model.tells) return [...between, highest];
  const equal = above.filter(({ write }) => write > 1 && world.writers[write - 1] !== index).map(({ count }) => count);
  return [...new Set([...between, ...equal, highest])];
}

/** What a write that begins now exceeds where clocks agree: whatever has ended. */
export function endedCount(world: World): number {
  return Math.max(0, ...cellsOf(world).map(({ write, count }) => (world.ended & (1 << write) ? count : 0)));
}

/** What the authority keeps of a write's number. */
export function asAuthority(model: Model, cell: Cell): Cell {
  return model.has("whole-number") ? cell : { ...cell, bare: true };
}

export function put(world: World, store: Store, cell: Cell): void {
  world.cells = store === OLD ? [cell, world.cells[NEW]] : [world.cells[OLD], cell];
}

/** What a store answers to a write: an equal number is the write it already has. */
export type Answer = "takes" | "has" | "refuses";

/** A store takes a write if its number is higher than what it holds. */
export function takeIfNewer(model: Model, world: World, store: Store, cell: Cell): Answer {
  const difference = compareNumbers(model, world, cell, world.cells[store]);
  if (model.has("numbers") && difference <= 0) return difference === 0 ? "has" : "refuses";
  put(world, store, cell);
  return "takes";
}
