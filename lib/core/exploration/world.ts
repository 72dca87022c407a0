import { BUDGETS, type Budget, type Scene } from "./scene.ts";

/** Stores are numbered, so that pairs index by them. */
export const OLD = 0;
export const NEW = 1;
export type Store = typeof OLD | typeof NEW;
export type Pair = readonly [old: boolean, fresh: boolean];

/** What a store holds of the one key: which write (0: nothing, 1: the one from before), and its number's counter. */
export type Cell = { readonly write: number; readonly count: number };

/** A write between its first store and its second. */
export type Operation = { write: number; revision: number; first: Store; required: boolean; cell: Cell };

export type Instance = {
  /** `joining` has fetched a state and not registered yet; `down` ended without draining. */
  life: "absent" | "joining" | "up" | "down";
  contact: boolean;
  fenced: boolean;
  /** It deregistered, so what it saved may be out of date. */
  left: boolean;
  /** It started without contact and has not told of it. */
  cold: boolean;
  /** Revisions: acted on, saved, and acknowledged as the control plane knows it; −1 is none. */
  applied: number;
  saved: number;
  known: number;
  /** The control plane counts its lease as over. */
  leaseOver: boolean;
  /** Failed writes that it has not delivered to the ledger, by the store that lacks them. */
  owes: Pair;
  operations: readonly Operation[];
};

/** A repair or reconciliation that has read both stores and not written yet. */
export type Job = {
  kind: "repair" | "reconciliation";
  target: Store;
  cell: Cell;
  /** Entries it closes, stores it makes current, and whether it lifts the doubt. */
  closes: Pair;
  covers: Pair;
  lifts: boolean;
};

export type World = {
  /** Settings published, the present one last; revisions are their indexes. */
  past: readonly number[];
  /** Revisions dropped so far, for stories alone. */
  dropped: number;
  instances: readonly Instance[];
  cells: readonly [Cell, Cell];
  ledger: Pair;
  doubt: boolean;
  current: Pair;
  job: Readonly<Job> | null;
  left: Readonly<Record<Budget, number>>;
  /** Bit sets of writes; bit 0 is nothing. Ended; ended before each began; must not be read any more. */
  ended: number;
  before: readonly number[];
  stale: number;
  /** The instance of each write; the writes in the order their authority took them; older than what was read. */
  writers: readonly number[];
  order: readonly number[];
  overtaken: number;
};

/** A world to change: its own fields and one instance are its own, everything else is shared and must be replaced. */
export function clone(world: World, instance?: number): World {
  if (instance === undefined) return { ...world };
  return { ...world, instances: world.instances.map((one, index) => (index === instance ? { ...one } : one)) };
}

export function spend(world: World, budget: Budget): void {
  world.left = { ...world.left, [budget]: world.left[budget] - 1 };
}

export function withStore(pair: Pair, store: Store, value: boolean): Pair {
  return store === OLD ? [value, pair[NEW]] : [pair[OLD], value];
}

const LIVES = { absent: 0, joining: 1, up: 2, down: 3 };

/** One text for all worlds in which the same can happen from here on. */
export function keyOf(world: World, { ordered }: Scene): string {
  const lowest = Math.min(world.cells[OLD].count, world.cells[NEW].count);
  const alive = aliveIn(world);
  const codes: number[] = [world.past.length, ...world.past, bits(...world.ledger, world.doubt, ...world.current)];
  for (const one of world.instances) {
    codes.push(LIVES[one.life] * 4 + one.operations.length, one.applied + 1, one.saved + 1, one.known + 1);
    codes.push(bits(one.contact, one.fenced, one.left, one.cold, one.leaseOver, ...one.owes));
    for (const { write, revision, first, required, cell } of one.operations)
      codes.push(write, revision, first * 2 + bits(required), cell.count - lowest);
  }
  for (const { write, count } of world.cells) codes.push(write, count - lowest);
  const { job } = world;
  if (job)
    codes.push(
      bits(true, job.kind === "repair", job.target === OLD, ...job.closes, ...job.covers, job.lifts),
      job.cell.write,
      job.cell.count - lowest + 16,
    );
  else codes.push(0);
  for (const budget of BUDGETS) codes.push(world.left[budget]);
  codes.push(world.ended & alive, world.stale & alive);
  for (const [index, writer] of world.writers.entries()) {
    const write = index + 1;
    if (alive & (1 << write)) codes.push(writer + 1, world.ended & (1 << write) ? 0 : (world.before[index] as number) & alive);
  }
  if (ordered) codes.push(world.overtaken & alive, ...world.order.filter((write) => alive & (1 << write)));
  return String.fromCharCode(...codes);
}

/** Writes that some store, operation or job still carries. */
function aliveIn({ cells, instances, job }: World): number {
  let alive = (1 << cells[OLD].write) | (1 << cells[NEW].write);
  for (const { operations } of instances) for (const { write } of operations) alive |= 1 << write;
  return job ? alive | (1 << job.cell.write) : alive;
}

function bits(...flags: boolean[]): number {
  let sum = 0;
  for (const flag of flags) sum = sum * 2 + (flag ? 1 : 0);
  return sum;
}
