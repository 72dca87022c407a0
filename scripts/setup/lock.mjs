import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Takes the lock, a file that holds the owner's process id. Answers `{ release, wasLeft }`, where `wasLeft` says
 * that an owner who was killed had left it; or `{ owner }` when a living process of ours has it.
 */
export function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  let wasLeft = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return { wasLeft, release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = Number(readFileSync(file, "utf8")) || 0;
    if (owner !== process.pid && isOurs(owner)) return { owner };
    wasLeft = true;
    rmSync(file, { force: true });
  }
}

/** True when the process lives and is one of these scripts: process ids are used again. */
export function isOurs(pid) {
  return isAlive(pid) && /scripts[/\\](start|test|bench|demo|scale)/.test(commandOf(pid));
}

export function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function commandOf(pid) {
  if (process.platform === "win32") return "scripts/start";
  if (process.platform !== "linux") return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
