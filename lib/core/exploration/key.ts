import type { Model } from "./model.ts";
import { BUDGETS } from "./scene.ts";
import { type Cell, type Instance, NEW, OLD, type World } from "./world.ts";

const LIVES = { absent: 0, joining: 1, up: 2, down: 3 };

/** One text for all worlds in which the same can happen from here on. Instances that changed places are the same. */
export function keyOf(model: Model, world: World): string {
  const carried = cellsOf(world);
  const alive = carried.reduce((set, { write }) => set | (1 << write), 0);
  const counts = [...new Set(carried.map(({ count }) => count))].sort((a, b) => a - b);
  const ofCell = ({ write, count, bare }: Cell) => (write * 32 + counts.indexOf(count)) * 2 + bits(bare === true);
  const { ledger, doubt, current, job, restored } = world;

  const codes: number[] = [world.past.length, ...world.past, bits(...ledger, ...doubt, ...current), restored + 1];
  codes.push(ofCell(world.cells[OLD]), ofCell(world.cells[NEW]));
  if (job) {
    const { kind, target, closes, covers, lifts, cell } = job;
    codes.push(bits(true, kind === "repair", target === OLD, ...closes, covers, ...lifts), ofCell(cell));
  } else codes.push(0);
  for (const budget of BUDGETS) codes.push(world.left[budget]);
  codes.push(world.ended & alive, world.stale & alive);
  for (const [index, before] of world.before.entries()) {
    const write = 1 << (index + 1);
    if (alive & write) codes.push(world.ended & write ? 0 : before & alive);
    if (alive & write && model.tells) codes.push((world.writers[index] as number) + 1);
  }
  if (model.scene.ordered) codes.push(world.overtaken & alive, ...world.order.filter((write) => alive & (1 << write)));

  const each = world.instances.map((one) => String.fromCharCode(...instanceCodes(one, ofCell)));
  return String.fromCharCode(...codes) + (model.tells ? each : each.sort()).join("");
}

function instanceCodes(one: Instance, ofCell: (cell: Cell) => number): number[] {
  const { life, operations, late, applied, saved, known, copy } = one;
  const flags = [one.contact, one.fenced, one.left, one.cold, one.leaseOver, one.said, one.named, ...one.owes];
  const codes = [LIVES[life] * 16 + operations.length * 4 + late.length, applied + 1, saved + 1, known + 1, copy + 1];
  codes.push(bits(...flags));
  for (const { revision, first, second, required, landed, cell } of operations)
    codes.push(revision, bits(first === OLD, second === null, required, landed), ofCell(cell));
  for (const { revision, store, authority, notes, cell } of late)
    codes.push(revision + 1, bits(store === OLD, authority, notes === OLD, notes === NEW), ofCell(cell));
  return codes;
}

/** Every write that some store, operation, late call or job still carries. */
export function cellsOf({ cells, instances, job }: World): Cell[] {
  const carried = [...cells];
  for (const { operations, late } of instances) {
    for (const { cell } of operations) carried.push(cell);
    for (const { cell } of late) carried.push(cell);
  }
  if (job) carried.push(job.cell);
  return carried;
}

function bits(...flags: boolean[]): number {
  let sum = 0;
  for (const flag of flags) sum = sum * 2 + (flag ? 1 : 0);
  return sum;
}
