import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";

const PROGRAM = resolve(import.meta.dirname, "../cli/switchyard.mjs");

export type Ended = { code: number; stdout: string; stderr: string };
/** One run of the command; what it printed grows while it runs. */
export type Running = { child: ChildProcess; said: () => string; ended: Promise<Ended> };

/** The command in a process of its own, with nothing of this one's settings. */
export function run(args: readonly string[], env: Record<string, string>): Running {
  const { PATH = "", HOME = "", TMPDIR } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), TZ: "UTC", NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((done) => child.once("close", (code) => done({ code: code ?? -1, stdout, stderr })));
  return { child, said: () => stdout + stderr, ended };
}
