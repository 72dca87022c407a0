import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

const LARGEST_BYTES = 10 * 1024 * 1024;
const WARN = 40;
const TOLD_AGAIN_MS = 60_000;

/** What surrounds the one telling line when node reports an error nobody caught. */
const STACK = /^[\s{}^]|^Node\.js v|^(file:|node:|\/)\S+:\d+$/;

export type Told = "warnings" | "raw" | "none";

/** One JSON line of a program: pino's members, or those of the demo. */
type Entry = { level?: number; msg?: string; message?: string; error?: string; [member: string]: unknown };

/**
 * What a program says. All of it goes to its file, which is put aside when it has grown large; warnings and errors
 * also reach the terminal, in short. With `raw` every line goes to standard output as it is, with `none` nothing does.
 */
export class ChildLog {
  readonly file: string;
  private readonly name: string;
  private readonly tells: Told;
  private descriptor: number;
  private bytes = 0;
  private last = "";
  private ready: Entry | null = null;
  private readonly told = new Map<string, number>();

  constructor(name: string, file: string, tells: Told) {
    this.name = name;
    this.file = file;
    this.tells = tells;
    mkdirSync(dirname(file), { recursive: true });
    this.descriptor = openSync(file, "w", 0o600);
  }

  follow(child: ChildProcess): void {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", (line) => this.take(line));
    }
  }

  /** The line with which the program said that it is ready; null until then. */
  readyLine(): Entry | null {
    return this.ready;
  }

  /** The last thing it said that was not routine. */
  lastWords(): string {
    return this.last;
  }

  private take(text: string): void {
    const line = stripVTControlCharacters(text);
    if (line.trim() === "") return;
    this.write(`${line}\n`);
    const entry = parse(line);
    const words = entry ? [entry.msg ?? entry.message, entry.error].filter(Boolean).join(": ") : line.trim();
    const [said = ""] = words.split("\n", 1);
    if (said === "ready") this.ready = entry;
    const alarming = entry ? (entry.level ?? 0) >= WARN : !STACK.test(line);
    if (alarming) this.last = said;
    if (this.tells === "raw") process.stdout.write(`${line}\n`);
    else if (this.tells === "warnings" && entry && alarming && this.isNews(said))
      console.log(`  ! ${this.name.padEnd(13)} ${said}`);
  }

  /** False for what was said a moment ago already, numbers aside. */
  private isNews(said: string): boolean {
    const words = said.replace(/\d+/g, "0");
    const now = Date.now();
    const news = now - (this.told.get(words) ?? 0) > TOLD_AGAIN_MS;
    if (this.told.size > 200) this.told.clear();
    if (news) this.told.set(words, now);
    return news;
  }

  private write(text: string): void {
    try {
      this.bytes += writeSync(this.descriptor, text);
      if (this.bytes > LARGEST_BYTES) this.putAside();
    } catch {
      // A full disk must not take down programs that run well without their log.
    }
  }

  private putAside(): void {
    closeSync(this.descriptor);
    renameSync(this.file, `${this.file}.1`);
    this.descriptor = openSync(this.file, "w", 0o600);
    this.bytes = 0;
  }
}

function parse(line: string): Entry | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
