import type { Writable } from "node:stream";
import type { Failure } from "./failure.ts";
import { plain, wrapped } from "./text.ts";

type Screen = Writable & { isTTY?: boolean; columns?: number };
export type Style = "plain" | "dim" | "bold" | "bad" | "good";

const CODES: Record<Style, string> = { plain: "", dim: "2", bold: "1", bad: "31", good: "32" };

/** What a command comes to: a document for `--json`, the same as lines, and why it did not get to its end. */
export type Answer = { document: unknown; tell: (out: Output) => void; failure?: Failure | null };

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

  /** A line of an answer that is not complete yet; the document will have it too. */
  tellAhead(line: string, style: Style = "plain"): void {
    if (!this.json) this.print(line, style);
  }

  /** The whole answer, in the form that was asked for. Throws its failure. */
  answer({ document, tell, failure }: Answer): void {
    if (this.json) this.document(document);
    else tell(this);
    if (failure) throw failure;
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
