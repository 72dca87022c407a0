import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Ids of the living processes that were started for the home; with a name, those of that program. */
export function processesOf(home: string, name?: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && belongs(pid, home, name));
}

function belongs(pid: number, home: string, name?: string): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    if (command.startsWith("/bin/sh")) return false;
    if (command.includes(join(home, "postgres"))) return name === undefined || name === "postgres";
    if (!environment.includes(`SWITCHYARD_HOME=${home}`)) return false;
    return name === undefined || environment.includes(`SWITCHYARD_PROCESS=${name}`);
  } catch {
    return false;
  }
}

/** Waits until none of them is left; false when they outlive a quarter of a minute. */
export async function allGone(home: string): Promise<boolean> {
  const deadline = Date.now() + 15_000;
  while (processesOf(home).length > 0 && Date.now() < deadline) await new Promise((again) => setTimeout(again, 100));
  return processesOf(home).length === 0;
}
