import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The processes of the product under test, found from the files of its home. */

type Listed = { pid: number; parent: number; command: string };

function all(): Listed[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), command };
  });
}

function pidIn(file: string): number {
  const home = process.env.SWITCHYARD_HOME;
  if (!home) throw new Error("SWITCHYARD_HOME is not set; run the journeys through npm test");
  return Number(readFileSync(join(home, file), "utf8").split("\n")[0]);
}

/** Sends a signal to the database server and every process of it. */
export function signalPostgres(signal: NodeJS.Signals): void {
  const postmaster = pidIn("postgres/postmaster.pid");
  for (const { pid, parent } of all()) if (pid === postmaster || parent === postmaster) process.kill(pid, signal);
}

const COMMANDS = { web: /next-server|server\.js/, dataplane: /dataplane\/main\.ts/ };

/** The process id of a program that the start keeps running; null while there is none. */
export function programPid(name: keyof typeof COMMANDS): number | null {
  const starter = pidIn("start.pid");
  return all().find(({ parent, command }) => parent === starter && COMMANDS[name].test(command))?.pid ?? null;
}
