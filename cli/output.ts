import type { Writable } from "node:stream";
import { plain, wrapped } from "./text.ts";

type Screen = Writable & { isTTY?: boolean; columns?: number };
export type Style = "plain" | "dim" | "bold" | "bad" | "good";

const CODES: Record<Style, string> = { plain: "", dim: "2", bold: "1", bad: "31", good: "32" };

/** Where answers go (stdout) and where progress and problems go (stderr). What servers said cannot steer the terminal. */
export class Output {
  readonly json: boolean;
  /** Columns of the terminal; Infinity when nobody looks. */
  readonly width: number;
  readonly #stdout: Screen;
  readonly #stderr: Screen;
  readonly #colour: (screen: Screen) => boolean;

  constructor(stdout: Screen, stderr: Screen, env: Record<string, string | undefined>, json: boolean) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.json = json;
    this.width = stdout.isTTY ? Math.max(40, stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
    this.#colour = (screen) => screen.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  }

  /** A line of the answer. */
  print(line = "", style: Style = "plain"): void {
    this.#write(this.#stdout, line, style);
  }

  /** A paragraph of the answer, broken to the terminal's width with its later lines indented. */
  tell(text: string, indent: number, style: Style = "plain"): void {
    for (const line of wrapped(plain(text), this.width, indent)) this.print(line, style);
  }

  /** A line for whoever waits; not part of the answer. */
  say(line: string, style: Style = "dim"): void {
    if (!this.json) this.#write(this.#stderr, line, style);
  }

  /** A line about what went wrong. */
  complain(line: string, style: Style = "plain"): void {
    this.#write(this.#stderr, line, style);
  }

  /** The answer as JSON: one document, on one line when lines of it follow each other. */
  document(value: unknown, lines = false): void {
    this.#stdout.write(`${lines ? JSON.stringify(value) : JSON.stringify(value, null, 2)}\n`);
  }

  #write(screen: Screen, line: string, style: Style): void {
    const code = this.#colour(screen) ? CODES[style] : "";
    const text = plain(line);
    screen.write(code ? `\u001b[${code}m${text}\u001b[0m\n` : `${text}\n`);
  }
}
