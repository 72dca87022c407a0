import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import type { Binaries, RunAs } from "./postgres-binaries.ts";

export type Launch = {
  binaries: Binaries;
  account: RunAs;
  data: string;
  logFile: string;
  settings: Record<string, string | number>;
};

export type PostgresProcess = {
  pid: number;
  /** Settles when the server ends, asked or not, with what it said last. */
  ended: Promise<string>;
  stop: () => Promise<void>;
};

const LARGEST_LOG_BYTES = 10 * 1024 * 1024;
const REMAINS_GONE_WITHIN_MS = 10_000;

/** Starts the server on data that is there; settles when it takes connections. */
export async function launch(options: Launch): Promise<PostgresProcess> {
  const deadline = Date.now() + REMAINS_GONE_WITHIN_MS;
  for (;;) {
    try {
      return await launchOnce(options);
    } catch (error) {
      // Backends of a server that was killed need a moment to notice; until then its memory counts as in use.
      const remains = /pre-existing shared memory block/.test((error as Error).message);
      if (!remains || Date.now() > deadline) throw error;
      await new Promise((again) => setTimeout(again, 200));
    }
  }
}

// The shell starts a watcher and then becomes the server. The watcher reads descriptor 3, which closes when this
// process ends however it ends; it is disowned first, because the server mistakes a dying child for a crash of its own.
const GUARD = '( ( read -r word <&3 || kill -INT $$ ) >/dev/null 2>&1 & ) ; exec 3<&- ; exec "$0" "$@"';

function launchOnce({ binaries, account, data, logFile, settings }: Launch): Promise<PostgresProcess> {
  const args = ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const [program, programArgs] = command(account, binaries.postgres, args);
  const guarded = process.platform !== "win32";
  // A group of its own: Ctrl-C in a terminal must not reach it before the programs that use it.
  const child = spawn(guarded ? "/bin/sh" : program, guarded ? ["-c", GUARD, program, ...programArgs] : programArgs, {
    ...identity(account),
    cwd: data,
    detached: guarded,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  return whenReady(child, logFile, data);
}

function whenReady(child: ChildProcess, logFile: string, data: string): Promise<PostgresProcess> {
  const log = openSync(logFile, "a", 0o600);
  ftruncateSync(log);
  let written = 0;
  const guard = child.stdio[3] as Writable;
  guard.on("error", () => {});
  let output = "";
  return new Promise((resolveStart, rejectStart) => {
    const ended = new Promise<string>((resolveEnd) => {
      child.once("exit", () => guard.end("ended\n"));
      child.once("close", () => {
        closeSync(log);
        resolveEnd(lastLine(output));
        rejectStart(new Error(`Postgres did not start on ${data}: ${explain(output)}`));
      });
    });
    child.once("error", rejectStart);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      written += writeSync(log, text);
      if (written > LARGEST_LOG_BYTES) {
        ftruncateSync(log);
        written = 0;
      }
      output = (output + text).slice(-4000);
      if (text.includes("database system is ready to accept connections")) {
        resolveStart({ pid: child.pid ?? 0, ended, stop: () => stop(child, ended) });
      }
    });
  });
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill("SIGINT");
  const impatience = setTimeout(() => child.kill("SIGQUIT"), 10_000);
  await ended;
  clearTimeout(impatience);
}

/** As whom, and knowing nothing of what else runs here. */
export function identity(account: RunAs): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  const env: NodeJS.ProcessEnv = { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: "C" };
  return account && account.prefix.length === 0 ? { uid: account.uid, gid: account.gid, env } : { env };
}

export function command(account: RunAs, program: string, args: string[]): [string, string[]] {
  const [first = program, ...rest] = [...(account?.prefix ?? []), program, ...args];
  return [first, rest];
}

/** The telling part of what the server wrote last, in one line. */
export function explain(output: string): string {
  if (/No space left on device/.test(output)) return "the disk is full.";
  const lines = linesOf(output);
  const fatal = lines.findLastIndex((line) => /^(FATAL|PANIC): /.test(line));
  if (fatal < 0) return lines.at(-1) ?? "it said nothing.";
  const detail = lines[fatal + 1]?.startsWith("DETAIL: ") ? lines[fatal + 1] : "";
  return [lines[fatal], detail]
    .join(" ")
    .replaceAll(/\s*(FATAL|PANIC|DETAIL): +/g, " ")
    .trim();
}

function lastLine(output: string): string {
  return linesOf(output).at(-1) ?? "no last words";
}

function linesOf(output: string): string[] {
  const lines = output.split("\n").map((line) => line.replace(/^\S+ \S+ \S+ \[\d+\] /, "").trim());
  return lines.filter((line) => line !== "");
}
