import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { main } from "../cli/main.ts";

const PROGRAM = resolve(import.meta.dirname, "../cli/switchyard.mjs");

export type Ended = { code: number; stdout: string; stderr: string };
/** One run of the command; what it printed grows while it runs. */
export type Running = { said: () => string; hasEnded: () => boolean; interrupt: () => void; ended: Promise<Ended> };

/** The command in this process, with nothing of its settings: what it does is the same, and starting it costs nothing. */
export function run(args: readonly string[], env: Record<string, string>, input = ""): Running {
  const [stdin, stdout, stderr] = [new PassThrough().end(input), new PassThrough(), new PassThrough()];
  const stop = new AbortController();
  const code = main(args, { env, stdin, stdout, stderr, signal: stop.signal }).finally(() => {
    stdout.end();
    stderr.end();
  });
  return running(stdout, stderr, code, () => stop.abort());
}

/** The same in a process of its own, as people start it. */
export function launch(args: readonly string[], env: Record<string, string>): Running {
  const { PATH = "", HOME = "", TMPDIR } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), TZ: "UTC", NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise<number>((done) => child.once("close", (status) => done(status ?? -1)));
  return running(child.stdout, child.stderr, code, () => void child.kill("SIGINT"));
}

function running(out: Readable, err: Readable, code: Promise<number>, interrupt: () => void): Running {
  let stdout = "";
  let stderr = "";
  let isOver = false;
  out.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  err.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = Promise.all([code, once(out, "end"), once(err, "end")]).then(([status]) => {
    isOver = true;
    return { code: status, stdout, stderr };
  });
  return { said: () => stdout + stderr, hasEnded: () => isOver, interrupt, ended };
}
