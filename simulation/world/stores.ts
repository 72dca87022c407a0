import { scheduler } from "../machine/machine.ts";
import type { Random } from "../machine/random.ts";

export type Side = "old" | "new";
/** A record as a store holds it: whose write it is, and the write's number. */
export type Row = { write: number; counter: number; writer: string };
/** What a store does to calls. */
export type Mood = "well" | "fails" | "fails after" | "slow";

export type Number_ = { counter: number; writer: string };
export const NOTHING: Row = { write: 0, counter: 0, writer: "" };

/** Says how often, and where, calls take effect later than they should; see `effect`. */
export type Patience = { mostMs: number };

export class StoreError extends Error {}

/** A database of one side: reads and writes take a while, and a mood decides what becomes of them. */
export class Store {
  readonly side: Side;
  readonly rows = new Map<string, Row>();
  mood: Mood = "well";
  readonly #random: Random;
  /** No call takes effect later than this after it was begun. */
  readonly #mostMs: number;

  constructor(side: Side, random: Random, mostMs: number) {
    this.side = side;
    this.#random = random;
    this.#mostMs = mostMs;
  }

  row(key: string): Row {
    return this.rows.get(key) ?? NOTHING;
  }

  read(key: string): Promise<Row> {
    const failing = this.mood === "fails";
    return this.#call("read", () => {
      if (failing) throw new StoreError(`the ${this.side} store does not answer`);
      return this.row(key);
    });
  }

  /** Applies `change` to the record in one step; what it answers is the answer. Null leaves the record as it is. */
  write<T>(key: string, change: (held: Row) => { row: Row | null; answer: T }, onEffect: (row: Row | null) => void): Promise<T> {
    const { mood } = this;
    return this.#call("write", () => {
      if (mood === "fails") throw new StoreError(`the ${this.side} store does not take it`);
      const { row, answer } = change(this.row(key));
      if (row) this.rows.set(key, row);
      onEffect(row);
      if (mood === "fails after") throw new StoreError(`the ${this.side} store broke off`);
      return answer;
    });
  }

  /** The effect happens at the store, whatever becomes of the caller; its answer reaches the caller alone. */
  #call<T>(_what: string, effect: () => T): Promise<T> {
    const random = this.#random;
    const caller = scheduler.current;
    const slow = this.mood === "slow" && random.chance(0.5);
    const thereMs = slow ? random.between(20, this.#mostMs) : random.between(0.3, 4);
    return new Promise((resolve, reject) => {
      const body = () => {
        // A process that ended takes along what had not reached the store.
        if (caller && !caller.alive && random.chance(0.5)) return;
        let settle: () => void;
        try {
          const answer = effect();
          settle = () => resolve(answer);
        } catch (error) {
          settle = () => reject(error);
        }
        scheduler.after(random.between(0.2, 2), settle, caller);
      };
      scheduler.after(thereMs, body, null);
    });
  }
}
