import type { Model } from "./model.ts";
import { BUDGETS } from "./scene.ts";
import { type Cell, type Instance, NEW, OLD, type Pair, type World } from "./world.ts";

const LIVES = { absent: 0, joining: 1, up: 2, down: 3 };

/**
 * One text for all worlds in which the same can happen from here on. Instances that changed places are the same.
 * An exploration asks for millions of them, so nothing is made here that need not be.
 */
export function keyOf(model: Model, world: World): string {
  const carried = cellsOf(world);
  const counts: number[] = [];
  let alive = 0;
  for (const { write, count } of carried) {
    alive |= 1 << write;
    if (!counts.includes(count)) counts.push(count);
  }
  counts.sort(ascending);
  const { past, ledger, doubt, current, job, restored, cells, left } = world;

  const codes: number[] = [past.length, ...past];
  codes.push(bitsOf(ledger) * 16 + bitsOf(doubt) * 4 + bitsOf(current), restored + 1);
  codes.push(codeOf(cells[OLD], counts), codeOf(cells[NEW], counts));
  if (job) {
    const { kind, target, closes, covers, lifts, cell } = job;
    const flags = 64 + bit(kind === "repair", 32) + bit(target === OLD, 16);
    codes.push(flags + bitsOf(closes) * 4 + bitsOf(lifts), bit(covers, 1), codeOf(cell, counts));
  } else codes.push(0);
  for (const budget of BUDGETS) codes.push(left[budget]);
  codes.push(world.ended & alive, world.stale & alive);
  for (const [index, before] of world.before.entries()) {
    const write = 1 << (index + 1);
    if (alive & write) codes.push(world.ended & write ? 0 : before & alive);
    if (alive & write && model.tells) codes.push((world.writers[index] as number) + 1);
  }
  if (model.scene.ordered) {
    codes.push(world.overtaken & alive);
    for (const write of world.order) if (alive & (1 << write)) codes.push(write);
  }

  const each = world.instances.map((one) => textOf(one, counts));
  if (!model.tells) each.sort();
  return String.fromCharCode.apply(null, codes).concat(...each);
}

function textOf(one: Instance, counts: readonly number[]): string {
  const { life, operations, late, applied, saved, known, copy } = one;
  const codes = [LIVES[life] * 16 + operations.length * 4 + late.length, applied + 1, saved + 1, known + 1, copy + 1];
  const fate = bit(one.contact, 64) + bit(one.fenced, 32) + bit(one.left, 16) + bit(one.cold, 8);
  const word = bit(one.leaseOver, 4) + bit(one.said, 2) + bit(one.named, 1);
  codes.push((fate + word) * 4 + bitsOf(one.owes));
  for (const { revision, first, second, required, landed, cell } of operations) {
    const flags = bit(first === OLD, 8) + bit(second === null, 4) + bit(required, 2) + bit(landed, 1);
    codes.push(revision, flags, codeOf(cell, counts));
  }
  for (const { revision, store, authority, notes, cell } of late) {
    const flags = bit(store === OLD, 8) + bit(authority, 4) + bit(notes === OLD, 2) + bit(notes === NEW, 1);
    codes.push(revision + 1, flags, codeOf(cell, counts));
  }
  return String.fromCharCode.apply(null, codes);
}

/** Of a number it says only how many others are below it. */
function codeOf({ write, count, bare }: Cell, counts: readonly number[]): number {
  return (write * 32 + counts.indexOf(count)) * 2 + bit(bare === true, 1);
}

const ascending = (a: number, b: number) => a - b;
const bit = (flag: boolean, value: number) => (flag ? value : 0);
const bitsOf = ([old, fresh]: Pair) => bit(old, 2) + bit(fresh, 1);

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
