import type { Budget } from "./scene.ts";

/** Stores are numbered, so that pairs index by them. */
export const OLD = 0;
export const NEW = 1;
export type Store = typeof OLD | typeof NEW;
export type Pair = readonly [old: boolean, fresh: boolean];

/**
 * What a store holds of the one key: which write (0: nothing, 1: the one from before), and its number. Numbers are
 * compared and nothing else, so any between two others will do. `bare` ones lack the writer that tells equal ones apart.
 */
export type Cell = { readonly write: number; readonly count: number; readonly bare?: boolean };

/** A write under way: to its authority until that took it, then to the other store, if there is one. */
export type Operation = {
  write: number;
  revision: number;
  first: Store;
  second: Store | null;
  required: boolean;
  cell: Cell;
  landed: boolean;
};

/** A store call that outlives its operation; `notes` is the store that lacks the write once it takes effect. */
export type Late = { cell: Cell; store: Store; authority: boolean; notes: Store | null; revision: number };

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
  /** An older copy of what it saved, where one may be put back. */
  copy: number;
  /** Whether it has said what it acts on since the control plane was restored, and that it writes the module. */
  said: boolean;
  named: boolean;
  /** The control plane counts its lease as over. */
  leaseOver: boolean;
  /** Failed writes that it has not delivered to the ledger, by the store that lacks them. */
  owes: Pair;
  operations: readonly Operation[];
  late: readonly Late[];
};

/** A repair or reconciliation that has read both stores and not written its target yet. */
export type Job = {
  kind: "repair" | "reconciliation";
  target: Store;
  cell: Cell;
  /** Entries it closes, whether it makes its target current, and the doubts it lifts. */
  closes: Pair;
  covers: boolean;
  lifts: Pair;
};

export type World = {
  /** Settings published, the present one last; revisions are their indexes. */
  past: readonly number[];
  /** Revisions dropped so far, for stories alone. */
  dropped: number;
  instances: readonly Instance[];
  cells: readonly [Cell, Cell];
  ledger: Pair;
  /** Stores that may lack what an instance wrote that ended without draining. */
  doubt: Pair;
  current: Pair;
  job: Readonly<Job> | null;
  left: Readonly<Record<Budget, number>>;
  /** Bit sets of writes; bit 0 is nothing. Ended; ended before each began; must not be read any more. */
  ended: number;
  before: readonly number[];
  stale: number;
  /** The state a restored control plane went back to, until somebody has decided what holds; −1 otherwise. */
  restored: number;
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

export function otherThan(store: Store): Store {
  return store === OLD ? NEW : OLD;
}

export function withStore(pair: Pair, store: Store, value: boolean): Pair {
  return store === OLD ? [value, pair[NEW]] : [pair[OLD], value];
}
