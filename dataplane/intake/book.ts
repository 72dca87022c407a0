import type { Outcome, Word } from "../../lib/instances/commands/acknowledge.ts";
import { isPassing } from "../../lib/platform/db.ts";
import { counters } from "../counters.ts";
import { oneAtATime } from "../one-at-a-time.ts";

type Write = (words: readonly Word[]) => Promise<Outcome[] | null>;
type Waiting = {
  word: Word;
  settle: (answer: Answer) => void;
  fail: (error: unknown) => void;
  /** Answers when that would take too long. */
  timer?: NodeJS.Timeout;
  late: boolean;
};

/** `away`: Postgres did not take it; `gone`: there is no such environment any more. */
export type Answer = Outcome | "away" | "gone";

/** What is said within this time is stored together; while many speak, as after a change, within more of it. */
const GATHER_MS = 50;
const GATHER_MANY_MS = 150;
const MANY = 20;
const RETRY_MS = 500;
/** Who speaks is answered by then, stored or not. */
const LATEST_ANSWER_MS = 2000;
const MOST_KEPT = 50_000;

/** What the instances of one environment say, on its way into Postgres. While that is away, the newest word of each is kept. */
export class Book {
  private readonly write: Write;
  private readonly newest: () => number;
  private queue: Waiting[] = [];
  private readonly kept = new Map<string, Word>();
  private timer: NodeJS.Timeout | null = null;
  private failed = false;
  private storing = false;

  /** `newest` is the latest revision known without Postgres. */
  constructor(write: Write, newest: () => number) {
    this.write = write;
    this.newest = newest;
  }

  /** Whether something waits because Postgres was away when it was tried last. */
  get behind(): boolean {
    return this.failed && this.unsaved > 0;
  }

  get unsaved(): number {
    return this.queue.length + this.kept.size;
  }

  /** Settles once the word is stored or refused, at the latest after two seconds. */
  say(word: Word): Promise<Answer> {
    return new Promise((settle, fail) => {
      const waiting: Waiting = { word, settle, fail, late: false };
      this.queue.push(waiting);
      if (!this.storing) this.schedule(GATHER_MS);
      waiting.timer = setTimeout(() => {
        waiting.late = true;
        settle("away");
      }, LATEST_ANSWER_MS).unref();
    });
  }

  /** Stores what waits, a word a run; what came meanwhile is gathered again. Never throws. */
  private readonly round = oneAtATime(async () => {
    const batch = this.nextBatch();
    this.storing = true;
    const stored = batch.length === 0 || (await this.storeBatch(batch));
    this.storing = false;
    if (!stored) this.schedule(RETRY_MS);
    else if (this.unsaved > 0) this.schedule(batch.length > MANY ? GATHER_MANY_MS : GATHER_MS);
  });

  async close(): Promise<void> {
    do await this.round();
    while (this.unsaved > 0 && !this.failed);
    if (this.timer) clearTimeout(this.timer);
  }

  private schedule(milliseconds: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.round();
    }, milliseconds);
  }

  /** The first word of everyone who waits, and those kept of everyone else. */
  private nextBatch(): Waiting[] {
    const batch = new Map<string, Waiting>();
    const rest: Waiting[] = [];
    for (const waiting of this.queue) {
      const name = speakerOf(waiting.word);
      // A registration whose sender gave up would count an instance that may never act.
      if (waiting.late && waiting.word.register) continue;
      if (batch.has(name)) rest.push(waiting);
      else batch.set(name, waiting);
    }
    this.queue = rest;
    for (const [name, word] of this.kept) {
      if (batch.has(name)) continue;
      batch.set(name, { word, settle: () => undefined, fail: () => undefined, late: true });
      this.kept.delete(name);
    }
    return [...batch.values()];
  }

  private async storeBatch(batch: readonly Waiting[]): Promise<boolean> {
    try {
      const outcomes = await this.write(batch.map(({ word }) => word));
      for (const [i, { settle }] of batch.entries()) settle(outcomes?.[i] ?? "gone");
      this.failed = false;
    } catch (error) {
      if (!isPassing(error)) {
        counters.drop("refused by Postgres", batch.length);
        for (const { fail } of batch) fail(error);
        return true;
      }
      this.failed = true;
      for (const { word, settle } of batch) {
        this.keep(word);
        settle("away");
      }
    } finally {
      // A timer would hold the whole request in memory until it ends.
      for (const { timer } of batch) clearTimeout(timer);
    }
    return !this.failed;
  }

  /**
   * A registration is never kept: whether its revision is in force can only be said when it is stored. What seems to
   * come from the future must not push out what is known to be right.
   */
  private keep(word: Word): void {
    if (word.register || word.revision > this.newest()) return;
    const name = speakerOf(word);
    if (this.kept.size < MOST_KEPT || this.kept.has(name)) this.kept.set(name, word);
    else counters.drop("too many instances");
  }
}

/** None has a line break. Whoever speaks for a run with another secret must not push out what itself said. */
function speakerOf({ service, instance, incarnation = "", secret = "" }: Word): string {
  return `${service}\n${instance}\n${incarnation}\n${secret}`;
}
