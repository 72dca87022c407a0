import type pg from "pg";
import { real } from "./clocks.ts";
import { ask } from "./lines.ts";

export type Outcome = { value: unknown } | { error: unknown };
/** A statement that Postgres has been given. `isOpen` afterwards: its transaction goes on, with all that it locked. */
export type Sent = {
  text: string;
  pid: number | null;
  /** Takes down what came of it; `late`: it waited for another transaction meanwhile. */
  answered: (outcome: Outcome, late: boolean) => { isOpen: boolean };
  /** It waits for another transaction. */
  waits?: () => void;
};
type Out = { sent: Sent; outcome: Outcome | null; isAside: boolean; late: boolean };

/** Longer than nearly every statement takes: only then it is asked who waits for whom, and ever more seldom. */
const GLANCE_MS = { first: 2, longest: 50 };
const PATIENCE_MS = 60_000;

/**
 * Statements that Postgres works on. Which of them are answered in a step follows from locks alone: it is over when each
 * is answered or waits for a transaction that is open, and answers are handed on in the order they were asked for. Only
 * where several wait for one transaction, Postgres lets them go in an order of its own, which may differ when played again.
 */
class Statements {
  /** So far. */
  count = 0;
  /** Those that waited for another transaction. */
  waits = 0;
  #out: Out[] = [];
  /** Sessions in which the simulation itself asks something, once for each statement. */
  #own: number[] = [];
  #arrived: () => void = () => undefined;

  send(sent: Sent, work: () => Promise<unknown>): void {
    const out: Out = { sent, outcome: null, isAside: false, late: false };
    this.count += 1;
    this.#out.push(out);
    const arrives = (outcome: Outcome) => {
      out.outcome = outcome;
      this.#arrived();
    };
    work().then(
      (value) => arrives({ value }),
      (error) => arrives({ error }),
    );
  }

  /** Waits for a statement of the simulation itself, too, which the session `pid` works on. */
  async own<T>(work: Promise<T>, pid: number): Promise<T> {
    this.#own.push(pid);
    try {
      return await work;
    } finally {
      this.#own.splice(this.#own.indexOf(pid), 1);
      this.#arrived();
    }
  }

  /** Whether it waits for another transaction; from now on it is expected to be answered. */
  wake(sent: Sent): boolean {
    const found = this.#out.find((one) => one.sent === sent && one.isAside);
    if (found) found.isAside = false;
    return found !== undefined;
  }

  /** Hands on what was answered. False when there was nothing to wait for. */
  async settle(eyes: pg.Client): Promise<boolean> {
    if (this.#own.length === 0 && this.#out.every(({ isAside }) => isAside)) return false;
    const began = real.now();
    const { first, longest } = GLANCE_MS;
    for (let glance = first; this.#own.length > 0 || this.#isWorking(); glance = Math.min(2 * glance, longest)) {
      await this.#glance(glance);
      if (real.now() - began > PATIENCE_MS) throw new Error(`Postgres did not answer: ${await this.#described(eyes)}`);
      const ownWaits = (this.#own.length > 0 || this.#isWorking()) && (await this.#look(eyes));
      if (ownWaits && !this.#isWorking() && this.#release()) break;
    }
    const done = this.#out.filter(({ isAside, outcome }) => outcome && !isAside);
    this.#out = this.#out.filter((one) => !done.includes(one));
    let isReleased = false;
    for (const { sent, outcome, late } of done as (Out & { outcome: Outcome })[]) {
      const { isOpen } = sent.answered(outcome, late);
      // Rolling back to a savepoint gives back what was locked since, an error everything.
      isReleased ||= !isOpen || "error" in outcome || /^\s*rollback/i.test(sent.text);
    }
    if (isReleased) for (const one of this.#out) one.isAside = false;
    return true;
  }

  /** The simulation itself waits for a transaction whose statement was answered after it had been set aside. */
  #release(): boolean {
    const answered = this.#out.filter(({ outcome }) => outcome);
    for (const one of answered) one.isAside = false;
    return answered.length > 0;
  }

  #isWorking(): boolean {
    return this.#out.some(({ isAside, outcome }) => !isAside && !outcome);
  }

  /** Until something arrives, or for a moment. */
  #glance(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        real.clearTimeout(timer);
        this.#arrived = () => undefined;
        resolve();
      };
      const timer = real.setTimeout(over, ms);
      this.#arrived = over;
    });
  }

  /**
   * Sets aside what waits for a transaction that is open; those that wait for each other Postgres itself parts. Answers
   * whether the simulation itself waits for one.
   */
  async #look(eyes: pg.Client): Promise<boolean> {
    const theirs = this.#out.flatMap(({ sent: { pid }, outcome }) => (pid === null || outcome ? [] : [pid]));
    const pids = [...theirs, ...this.#own];
    if (pids.length === 0) return false;
    const text = `SELECT pid, pg_catalog.pg_blocking_pids(pid) AS by FROM unnest('{${pids}}'::int[]) pid`;
    const { rows } = (await ask(eyes, text)) as pg.QueryResult<{ pid: number; by: number[] }>;
    const by = new Map(rows.map((row) => [row.pid, row.by]));
    const isCircular = (pid: number, path: number[]): boolean =>
      by.get(pid)?.some((one) => path.includes(one) || isCircular(one, [...path, one])) ?? false;
    for (const one of this.#out) {
      const { pid } = one.sent;
      if (one.isAside || one.outcome || pid === null || !by.get(pid)?.length || isCircular(pid, [pid])) continue;
      one.isAside = true;
      if (one.late) continue;
      one.late = true;
      this.waits += 1;
      one.sent.waits?.();
    }
    return this.#own.some((pid) => (by.get(pid)?.length ?? 0) > 0);
  }

  /** What is under way, and what Postgres says of it. */
  async #described(eyes: pg.Client): Promise<string> {
    const text = "SELECT pid, state, wait_event, left(query, 60) AS query FROM pg_stat_activity";
    const { rows } = (await ask(eyes, text)) as pg.QueryResult<{ pid: number; state: string; wait_event: string; query: string }>;
    const said = new Map(rows.map(({ pid, state, wait_event, query }) => [pid, `${state} ${wait_event}: ${query}`]));
    return this.#out
      .map(({ sent, isAside, outcome }) => {
        const ours = `${sent.text.slice(0, 80)}${isAside ? " (waits)" : ""}${outcome ? " (answered)" : ""}`;
        return `${ours} [${sent.pid}: ${said.get(sent.pid ?? 0) ?? "gone"}]`;
      })
      .join(" | ");
  }
}

export const statements = new Statements();
