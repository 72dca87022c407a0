/** A program on a machine of its own: it can be stopped for a while, ends for good, and its wall clock may be wrong. */
export type Process = {
  readonly name: string;
  /** Its number on its machine, which is given again, and when it started. */
  readonly pid: number;
  readonly started: number;
  /** The machine it runs on, as networks know it. */
  readonly host: string;
  alive: boolean;
  stopped: boolean;
  /** Its wall clock is ahead by so much. */
  skewMs: number;
  /** It cannot reach Postgres. */
  cut: boolean;
  /** What it asks of Postgres takes no time: nothing happens between. */
  atOnce: boolean;
  /** What came while it was stopped. */
  readonly held: Task[];
  /** Called when it ends. */
  readonly ends: (() => void)[];
};

/** One that does not count as a step is a statement or its answer on the way. */
export type Task = { at: number; order: number; process: Process | null; isStep: boolean; run: (() => void) | null };

const FIRST_PID = 100;

/** Owns time: nothing happens but what was scheduled here, one thing after the other. */
export class Scheduler {
  /** Milliseconds since the beginning. */
  now = 0;
  steps = 0;
  /** Whose code runs. */
  current: Process | null = null;
  /** All that ever started. */
  readonly programs: Process[] = [];
  #order = 0;
  #heap: Task[] = [];

  process(name: string, skewMs = 0, host = name): Process {
    const taken = this.programs.filter((one) => one.host === host && one.alive).map(({ pid }) => pid);
    const pid = [FIRST_PID, FIRST_PID + 1, FIRST_PID + 2].find((one) => !taken.includes(one)) ?? FIRST_PID + taken.length;
    const started = this.programs.length;
    const process: Process = {
      name,
      pid,
      started,
      host,
      alive: true,
      stopped: false,
      skewMs,
      cut: false,
      atOnce: false,
      held: [],
      ends: [],
    };
    this.programs.push(process);
    return process;
  }

  /** Has `run` happen after `ms`, in the process, provided that it still lives then. */
  after(ms: number, run: () => void, process: Process | null = this.current, isStep = true): Task {
    const task: Task = { at: this.now + Math.max(0, ms), order: this.#order++, process, isStep, run };
    this.#push(task);
    return task;
  }

  cancel(task: Task): void {
    task.run = null;
  }

  /** Takes the next thing that happens, with time moved on to it; null when nothing is left. */
  next(): Task | null {
    for (let task = this.#pop(); task; task = this.#pop()) {
      if (task.run === null || task.process?.alive === false) continue;
      if (task.process?.stopped) {
        task.process.held.push(task);
        continue;
      }
      this.now = Math.max(this.now, task.at);
      if (task.isStep) this.steps += 1;
      return task;
    }
    return null;
  }

  /** Runs `work` as code of the process. */
  within<T>(process: Process | null, work: () => T): T {
    const before = this.current;
    this.current = process;
    try {
      return work();
    } finally {
      this.current = before;
    }
  }

  kill(process: Process): void {
    process.alive = false;
    process.held.length = 0;
    for (const end of process.ends.splice(0)) end();
  }

  stop(process: Process): void {
    process.stopped = true;
  }

  /** What came meanwhile happens now, in the order it came. */
  resume(process: Process): void {
    process.stopped = false;
    for (const task of process.held.splice(0)) this.#push({ ...task, at: this.now });
  }

  /** Nothing that was scheduled happens any more, and nobody's end is heard of: a history that is over holds on to nothing. */
  clear(): void {
    for (const { ends, held } of this.programs) ends.length = held.length = 0;
    this.#heap = [];
    this.now = 0;
    this.steps = 0;
    this.current = null;
    this.programs.length = 0;
    this.#order = 0;
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let at = heap.push(task) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(task, heap[parent] as Task)) break;
      heap[at] = heap[parent] as Task;
      at = parent;
    }
    heap[at] = task;
  }

  #pop(): Task | null {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last) return null;
    if (heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Task, heap[child] as Task)) child += 1;
      if (!isBefore(heap[child] as Task, last)) break;
      heap[at] = heap[child] as Task;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
