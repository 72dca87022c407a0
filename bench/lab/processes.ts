import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { Lab } from "./lab.ts";
import { cpuSecondsOf, memoryOf } from "./usage.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Far more than anything takes on a machine that has time. */
const READY_WITHIN_MS = 120_000;
const ANSWERS_WITHIN_MS = 180_000;

/** The measured process has the first core for itself as far as the machine allows, everything else the second. */
export const MEASURED_CORE = 0;
export const OTHER_CORE = 1;

const canPin = spawnSync("taskset", ["-c", `${OTHER_CORE}`, "true"]).status === 0;

export type Running = {
  pid: number;
  cpuSeconds: () => number;
  memoryBytes: () => number;
};

type Command = { command: string; args: string[]; core: number; cwd?: string; env?: Record<string, string>; ipc?: boolean };

/** Starts a process that ends with the lab's row; throws once the lab is being closed. What it says on stderr is passed on when it fails. */
export function run(
  lab: Lab,
  { command, args, core, cwd = ROOT, env, ipc }: Command,
): ChildProcess & Running & { expectEnd: () => void } {
  lab.ending.throwIfAborted();
  const [program, programArgs] = canPin ? ["taskset", ["-c", `${core}`, command, ...args]] : [command, args];
  const child = spawn(program, programArgs, {
    cwd,
    env: { ...process.env, LOG_LEVEL: "warn", ...env },
    stdio: ["ignore", "ignore", "pipe", ...(ipc ? (["ipc"] as const) : [])],
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk).slice(-2000);
  });
  let ending = false;
  child.on("exit", (code, signal) => {
    if (!ending) lab.say(`${args.at(-1)} ended by itself (${code ?? signal}): ${said.trim()}`);
  });
  lab.defer(async () => {
    ending = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await gone;
    clearTimeout(late);
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  const expectEnd = () => {
    ending = true;
  };
  return Object.assign(child, { pid, expectEnd, cpuSeconds: () => cpuSecondsOf(pid), memoryBytes: () => memoryOf(pid) });
}

/** A program of bench/programs in a process of its own; `ask` sends it one question and gives its answer. */
export type Program = Running & { ask: <Answer>(question: unknown) => Promise<Answer> };

/** `node` is another Node than ours, one that reads TypeScript by itself. */
export function startProgram(lab: Lab, path: string, core = OTHER_CORE, flags: string[] = [], node?: string): Program {
  const args = [...flags, ...(node ? [] : ["--import", "tsx"]), path];
  const child = run(lab, { command: node ?? process.execPath, args, core, ipc: true });
  const ask = <Answer>(question: unknown): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${path}: ${why}`));
      const gone = () => fail("ended before it answered");
      const late = setTimeout(() => fail("did not answer in time"), ANSWERS_WITHIN_MS);
      child.once("exit", gone);
      child.once("message", (message: { answer: Answer } | { problem: string }) => {
        clearTimeout(late);
        child.off("exit", gone);
        if ("problem" in message) fail(message.problem);
        else resolve(message.answer);
      });
      child.send({ question });
    });
  return { pid: child.pid, cpuSeconds: child.cpuSeconds, memoryBytes: child.memoryBytes, ask };
}

export type Served = Running & { url: string };

/** The real dataplane, ready to answer for `token`. */
export async function startDataplane(lab: Lab, databaseUrl: string, token: string): Promise<Served> {
  const port = await freePort();
  const env = {
    DATABASE_URL: databaseUrl,
    DATAPLANE_PORT: String(port),
    HOST: "127.0.0.1",
    SWITCHYARD_HOME: lab.folder(`dataplane-${port}`),
    NODE_ENV: "production",
  };
  const child = run(lab, {
    command: process.execPath,
    args: ["--import", "tsx", "dataplane/main.ts"],
    core: MEASURED_CORE,
    env,
  });
  const url = `http://127.0.0.1:${port}`;
  await answering(child, `${url}/api/v1/snapshot`, { authorization: `Bearer ${token}` });
  return { pid: child.pid, cpuSeconds: child.cpuSeconds, memoryBytes: child.memoryBytes, url };
}

/** A number the dataplane says of itself; 0 when it does not. */
export async function metricOf(served: Served, name: string): Promise<number> {
  const text = await (await fetch(`${served.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1] ?? 0);
}

/** Waits until GET answers 200. Rejects when the process ends, or after two minutes. */
export async function answering(child: ChildProcess, url: string, headers: Record<string, string> = {}): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (await fetch(url, { headers }).then(isOk, () => false)) return;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("a server ended before it answered");
    if (Date.now() > deadline) throw new Error(`${new URL(url).pathname} did not answer 200 in time`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function isOk(response: Response): Promise<boolean> {
  await response.arrayBuffer();
  return response.status === 200;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port is free"))));
    });
  });
}
