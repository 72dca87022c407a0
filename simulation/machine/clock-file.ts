import { closeSync, existsSync, openSync, rmSync, writeSync } from "node:fs";
import { EPOCH, scheduler } from "./machine.ts";

const MEMORY = "/dev/shm";
/** A time as text, filled up with blanks. */
const WIDTH = 32;

/**
 * Where Postgres reads the simulated time: for each of its sessions when the transaction began, and what time it is.
 * The server, which may run as somebody else, can read it there.
 */
export class ClockFile {
  readonly #path = `${existsSync(MEMORY) ? MEMORY : "/tmp"}/switchyard-simulated-clock-${process.pid}`;
  readonly #file: number;
  #at = Number.NaN;
  #text = "";

  constructor() {
    closeSync(openSync(this.#path, "w", 0o644));
    this.#file = openSync(this.#path, "r+");
  }

  /** Comes before the built-in functions in the search path of the database. */
  get functions(): string {
    const read = (name: string, offset: number) =>
      `CREATE FUNCTION simulation.${name}() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT pg_catalog.pg_read_file(
         '${this.#path}', current_setting('simulation.slot')::int * ${2 * WIDTH} + ${offset}, ${WIDTH})::timestamptz $$;`;
    return read("now", 0) + read("clock_timestamp", WIDTH);
  }

  /** The server's clock is right, whatever the clocks of those who ask. */
  set(slot: number, isBeginning: boolean): void {
    if (this.#at !== scheduler.now) {
      this.#at = scheduler.now;
      this.#text = new Date(EPOCH + scheduler.now).toISOString().padEnd(WIDTH);
    }
    const at = slot * 2 * WIDTH;
    if (isBeginning) writeSync(this.#file, this.#text + this.#text, at);
    else writeSync(this.#file, this.#text, at + WIDTH);
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }
}
