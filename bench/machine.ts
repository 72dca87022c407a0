import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";

/** Where and on what figures were measured. */
export type Machine = {
  cores: number;
  model: string;
  memoryGb: number;
  system: string;
  node: string;
  /** One minute's average before the first measurement. */
  load: number;
  commit: string;
  /** The build beside which it was measured, if one was. */
  base?: string | undefined;
  date: string;
};

const BUSY_LOAD = 1;

export function machineNow(base?: string): Machine {
  const [first] = cpus();
  return {
    cores: cpus().length,
    model: modelOf(first?.model ?? ""),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${platform()} ${release().split("-")[0]}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
    commit: commitNow(),
    base,
    date: new Date().toISOString().slice(0, 10),
  };
}

export function isBusy({ load }: Machine): boolean {
  return load > BUSY_LOAD;
}

/** Some machines do not give their processors a name. */
function modelOf(name: string): string {
  return name.trim() === "" || name === "unknown" ? "an unnamed processor" : name.trim().replace(/\s+/g, " ");
}

function commitNow(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return `version ${JSON.parse(readFileSync("package.json", "utf8")).version}`;
  }
}
