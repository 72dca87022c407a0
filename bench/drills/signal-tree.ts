import { spawnSync } from "node:child_process";

/** Signals a process and all that it started, parents first. */
export function signalTree(pid: number, signal: NodeJS.Signals): void {
  const listed = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).stdout;
  const children = new Map<number, number[]>();
  for (const line of listed.trim().split("\n")) {
    const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const send = (each: number) => {
    try {
      process.kill(each, signal);
    } catch {
      // It ended by itself in between.
    }
    for (const child of children.get(each) ?? []) send(child);
  };
  send(pid);
}
