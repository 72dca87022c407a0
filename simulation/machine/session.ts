import type pg from "pg";
import type { ClockFile } from "./clock-file.ts";
import type { Line, Lines } from "./lines.ts";
import { scheduler } from "./machine.ts";
import type { Random } from "./random.ts";
import type { Process, Task } from "./scheduler.ts";
import { type Outcome, type Sent, statements } from "./statements.ts";

/** What all sessions share. */
export type Server = {
  lines: Lines;
  clock: ClockFile;
  random: Random;
  /** The longest a statement, and its answer, are on their way. */
  mostMs: number;
  /** What is on its way arrives now: nothing is left open. */
  hurries: boolean;
  /** Something was published since this was last looked at. */
  published: boolean;
  /** Statements that ended because transactions waited for each other. */
  deadlocks: string[];
  cancel: (pid: number) => void;
  /** Rows are locked as it is asked for. */
  locksRows: boolean;
  /** Those that have asked something, or are inside a transaction. */
  open: Set<Session>;
};

type Asked = {
  given: unknown[];
  text: string;
  process: Process | null;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
  /** What happens to it next. */
  next: { task: Task; run: () => void } | null;
};

const TIMEOUT = { lock: /\block_timeout = (\d+)/i, idle: /\bidle_in_transaction_session_timeout = (\d+)/i };
const ROW_LOCK = /\sFOR (NO KEY )?UPDATE( OF \w+(, \w+)*)?/;

/**
 * A client of the program and what the server does for it: statements arrive a while after they were asked, answers
 * come a while later, and what others ask happens between. Postgres' own timeouts run by simulated time.
 */
export class Session {
  readonly #server: Server;
  readonly #client: pg.Client;
  readonly #waiting: Asked[] = [];
  #current: Asked | null = null;
  #sent: Sent | null = null;
  #line: Line | null = null;
  #published = false;
  #timeouts: { lock: number; idle: number } = { lock: 0, idle: 0 };
  #idle: Task | null = null;
  #gaveUp = false;
  #isOver = false;

  constructor(server: Server, client: pg.Client) {
    this.#server = server;
    this.#client = client;
    scheduler.current?.ends.push(() => this.close());
  }

  ask(given: unknown[], text: string): Promise<unknown> {
    if (this.#isOver) return Promise.reject(lost());
    return new Promise((resolve, reject) => {
      this.#server.open.add(this);
      this.#waiting.push({ given, text, process: scheduler.current, resolve, reject, next: null });
      this.#begin();
    });
  }

  /** The other side is gone: what has not arrived never does, and the transaction is undone. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting.length = 0;
    const { next } = this.#current ?? {};
    if (next) scheduler.cancel(next.task);
    if (!this.#sent) this.#leave();
  }

  /** The server is gone: whoever waits is told. */
  hangUp(): void {
    const asked = [this.#current, ...this.#waiting].filter((one) => one !== null);
    this.close();
    Object.assign(this.#client, { _queryable: false });
    for (const { process, reject } of asked) scheduler.after(0, () => reject(lost()), process, false);
  }

  /** The server is about to end it. Answers the session of Postgres whose statement waits there, to be broken off. */
  terminate(): number[] {
    const sent = this.#sent;
    this.hangUp();
    return sent?.pid && statements.wake(sent) ? [sent.pid] : [];
  }

  /** Does now what was to be done later. */
  hurry(): void {
    const { next, process } = this.#current ?? {};
    if (!next) return;
    scheduler.cancel(next.task);
    scheduler.within(process ?? null, next.run);
  }

  #begin(): void {
    if (this.#current) return;
    const asked = this.#waiting.shift() ?? null;
    this.#current = asked;
    if (!asked) return;
    if (this.#idle) scheduler.cancel(this.#idle);
    this.#later(asked, null, () => this.#execute(asked), false);
  }

  /** The simulation itself, and who only watches, wait for nothing. */
  #later(asked: Asked, process: Process | null, run: () => void, isLate: boolean): void {
    const { hurries, random, mostMs } = this.#server;
    asked.next = null;
    if (hurries || (!isLate && (asked.process === null || asked.process.atOnce))) {
      run();
      return;
    }
    const then = () => {
      asked.next = null;
      run();
    };
    asked.next = { task: scheduler.after(random.between(0.1, 1) * mostMs, then, process, false), run: then };
  }

  #execute(asked: Asked): void {
    const { lines, clock } = this.#server;
    const sent: Sent = {
      text: asked.text,
      pid: null,
      answered: (outcome, late) => this.#answered(asked, outcome, late),
      waits: () => {
        if (this.#timeouts.lock > 0) scheduler.after(this.#timeouts.lock, () => this.#giveUp(sent), null, false);
      },
    };
    this.#sent = sent;
    const given = this.#given(asked);
    statements.send(sent, async () => {
      const isBeginning = this.#line === null;
      const line = this.#line ?? (await lines.take());
      this.#line = line;
      sent.pid = line.pid;
      clock.set(line.slot, isBeginning);
      return lines.ask(line, given);
    });
  }

  #answered(asked: Asked, outcome: Outcome, late: boolean): { isOpen: boolean } {
    const { server, line } = { server: this.#server, line: this.#line as Line };
    const isOpen = line.isInside;
    this.#sent = null;
    if (!("error" in outcome) && /pg_notify/i.test(asked.text)) this.#published = true;
    const error = "error" in outcome ? this.#said(outcome.error as Error & { code?: string }) : null;
    if (error?.code === "40P01") server.deadlocks.push(asked.text);
    if (!isOpen) this.#leave();
    else if (this.#isOver) this.#leave();
    else if (this.#timeouts.idle > 0) this.#idle = scheduler.after(this.#timeouts.idle, () => this.hangUp(), null, false);
    if (this.#isOver) return { isOpen };
    const tell = () => {
      if (asked.process?.cut) return this.hangUp();
      this.#current = null;
      if (error) asked.reject(error);
      else asked.resolve((outcome as { value: unknown }).value);
      this.#begin();
      if (!this.#current && !this.#line) server.open.delete(this);
    };
    this.#later(asked, asked.process, tell, late);
    return { isOpen };
  }

  /** Ends what is open, and lets others have the line. */
  #leave(): void {
    const { server, line } = { server: this.#server, line: this.#line };
    this.#line = null;
    this.#timeouts = { lock: 0, idle: 0 };
    if (this.#published) server.published = true;
    this.#published = false;
    if (this.#isOver) server.open.delete(this);
    if (!line) return;
    if (!line.isInside) {
      server.lines.give(line);
      return;
    }
    const answered = () => {
      server.lines.give(line);
      return { isOpen: false };
    };
    statements.send({ text: "ROLLBACK", pid: line.pid, answered }, () => server.lines.ask(line, ["ROLLBACK"]));
  }

  /** As it is given to Postgres: timeouts that it would measure by its own time are measured here. */
  #given({ given, text }: Asked): unknown[] {
    const lock = TIMEOUT.lock.exec(text);
    const idle = TIMEOUT.idle.exec(text);
    if (lock || idle) this.#timeouts = { lock: Number(lock?.[1] ?? 0), idle: Number(idle?.[1] ?? 0) };
    let plain = text.replaceAll(/(_timeout = )\d+/g, "$10");
    if (!this.#server.locksRows) plain = plain.replace(ROW_LOCK, "");
    if (plain === text) return given;
    const [first, ...rest] = given;
    return [typeof first === "string" ? plain : { ...(first as object), text: plain }, ...rest];
  }

  #giveUp(sent: Sent): void {
    if (!statements.wake(sent)) return;
    this.#gaveUp = true;
    this.#server.cancel(sent.pid as number);
  }

  #said(error: Error & { code?: string }): Error & { code?: string } {
    if (!this.#gaveUp) return error;
    this.#gaveUp = false;
    return Object.assign(error, { code: "55P03", message: "canceling statement due to lock timeout" });
  }
}

function lost(): Error {
  return Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
}
