import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const LEASH = new URL("./leash.mjs", import.meta.url).href;

/** What makes a node program end when this process is gone; the program needs an IPC channel besides. */
export const LEASHED = { args: ["--import", LEASH], env: { SWITCHYARD_STARTER: String(process.pid) } };

/** Beyond this a socket in the folder would have too long a name. */
const LONGEST_TEMPORARY_PATH = 70;

const running = new Set();

/** Ends the tools that are still at work; for when the whole is told to stop. */
export function endTools() {
  for (const child of running) child.kill("SIGTERM");
}

/** Makes a tool keep its caches, settings and temporary files inside the clone. */
export function insideClone() {
  const home = join(process.cwd(), "build/home");
  const temporary = join(process.cwd(), "build/tmp");
  for (const folder of [home, temporary]) mkdirSync(folder, { recursive: true });
  return {
    HOME: home,
    XDG_CACHE_HOME: undefined,
    XDG_CONFIG_HOME: undefined,
    ...(temporary.length <= LONGEST_TEMPORARY_PATH && { TMPDIR: temporary }),
  };
}

/**
 * Runs a tool to its end. `show` lets its output through; otherwise it is kept, and the last of it becomes the
 * error when the tool fails.
 */
export function runTool(args, { env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...LEASHED.args, ...args], {
      env: { ...process.env, ...LEASHED.env, ...insideClone(), ...env },
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe", "ipc"],
    });
    running.add(child);
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout?.setEncoding("utf8").on("data", keep);
    child.stderr?.setEncoding("utf8").on("data", keep);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      running.delete(child);
      if (code === 0) resolve(output);
      else reject(Object.assign(new Error(`ended with ${signal ?? code}`), { output, exitCode: code }));
    });
  });
}
