import type { Db } from "../lib/platform/db.ts";
import { log } from "../lib/platform/log.ts";

export type Duty = {
  name: string;
  /** SQL of one value: from when on there is something to do; null for never. */
  due: string;
  /** Does what is due, if nobody else has. */
  work: (signal: AbortSignal) => Promise<void>;
  /** Milliseconds from its end to its next beginning, and to how many they grow while it fails. */
  everyMs: number;
  longestMs: number;
};

export type Loop = { started: Promise<void>; stop: () => Promise<void> };

/** How long something that nobody told of may go unnoticed. */
const LOOK_MS = 2000;
/** A burst of hints is looked into once. */
const GAP_MS = 100;
const LONGEST_LOOK_MS = 10_000;

/**
 * Does what is due until told to stop, each duty beside the others. One statement asks when any of them is due next;
 * it is asked again then, on every hint, and slowly otherwise. While Postgres is away it asks ever more patiently.
 */
export function keepDoing(
  db: Db,
  duties: readonly Duty[],
  onHint: (wake: () => void) => () => void = () => () => undefined,
): Loop {
  const ending = new AbortController();
  const alarm = new Alarm();
  const turns = duties.map((duty) => new Turn(duty, ending.signal, alarm));
  const unsubscribe = onHint(() => alarm.within(0));
  let announce: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    announce = resolve;
  });

  async function loop(): Promise<void> {
    let pauseMs = LOOK_MS;
    while (!ending.signal.aborted) {
      try {
        alarm.within(LOOK_MS);
        const due = await look(db, duties);
        for (const turn of turns) turn.take(due[turn.duty.name] ?? null);
        announce();
        pauseMs = LOOK_MS;
      } catch (error) {
        log.warn({ error: (error as Error).message }, "what is due cannot be read");
        alarm.within(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_LOOK_MS);
      }
      await alarm.rings(GAP_MS);
    }
  }

  const ended = loop();
  return {
    started,
    stop: async () => {
      unsubscribe();
      ending.abort();
      alarm.within(0);
      await ended;
      await Promise.all(turns.map(({ done }) => done));
    },
  };
}

/** Milliseconds until each duty is due, by Postgres' clock. */
async function look(db: Db, duties: readonly Duty[]): Promise<Record<string, number | null>> {
  const columns = duties.map(({ name, due }) => `(extract(epoch FROM (${due}) - clock_timestamp()) * 1000)::float8 AS "${name}"`);
  const [row] = await db.$queryRawUnsafe<Record<string, number | null>[]>(`SELECT ${columns.join(", ")}`);
  return row ?? {};
}

/** One duty, done at most once at a time. */
class Turn {
  readonly duty: Duty;
  done: Promise<void> = Promise.resolve();
  readonly #signal: AbortSignal;
  readonly #alarm: Alarm;
  #busy = false;
  #pauseMs: number;
  #restsUntil = 0;

  constructor(duty: Duty, signal: AbortSignal, alarm: Alarm) {
    this.duty = duty;
    this.#signal = signal;
    this.#alarm = alarm;
    this.#pauseMs = duty.everyMs;
  }

  /** Begins what is due, or has itself asked again when it will be. */
  take(dueInMs: number | null): void {
    if (dueInMs === null || this.#busy || this.#signal.aborted) return;
    const waitMs = Math.max(dueInMs, this.#restsUntil - performance.now());
    if (waitMs > 0) this.#alarm.within(waitMs);
    else this.done = this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      await this.duty.work(this.#signal);
      this.#pauseMs = this.duty.everyMs;
    } catch (error) {
      log.warn({ duty: this.duty.name, error: (error as Error).message }, "a duty could not be done");
      this.#pauseMs = Math.min(this.#pauseMs * 2, this.duty.longestMs);
    }
    this.#busy = false;
    this.#restsUntil = performance.now() + this.#pauseMs;
    this.#alarm.within(this.#pauseMs);
  }
}

/** Rings at the earliest moment anybody asked for, also for those who ask while it is waited for. */
class Alarm {
  #at = Number.POSITIVE_INFINITY;
  #again: () => void = () => undefined;

  within(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (at >= this.#at) return;
    this.#at = at;
    this.#again();
  }

  /** Settles when it rings, not before `least` milliseconds; from then on it is set anew. */
  async rings(least: number): Promise<void> {
    const earliest = performance.now() + least;
    for (;;) {
      const waitMs = Math.max(this.#at, earliest) - performance.now();
      if (waitMs <= 0) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.ceil(waitMs));
        this.#again = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#at = Number.POSITIVE_INFINITY;
  }
}
