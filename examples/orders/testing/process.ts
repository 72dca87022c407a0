import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const RUN = fileURLToPath(new URL("../run.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

type Json = { [field: string]: unknown };

export type RunningShop = {
  process: ChildProcess;
  /** Everything it wrote. */
  output(): string;
  get<T = Json>(path: string): Promise<T>;
  post<T = Json>(path: string, body: unknown): Promise<{ status: number; body: T }>;
  /** Ends it and answers its exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
};

/** Starts the shop the way it is started outside of tests and waits until it is ready. */
export async function startShop(env: Record<string, string>): Promise<RunningShop> {
  const child = spawn(process.execPath, ["--import", "tsx", RUN], { cwd: ROOT, env: { ...process.env, ...env } });
  let output = "";
  let admin = "";
  await new Promise<void>((resolve, reject) => {
    const collect = (chunk: Buffer) => {
      output += chunk;
      admin ||= /"message":"ready","admin":"([^"]+)"/.exec(output)?.[1] ?? "";
      if (admin) resolve();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("exit", (code) => reject(new Error(`the shop ended with ${code}: ${output}`)));
  });
  return {
    process: child,
    output: () => output,
    get: async <T>(path: string) => (await (await fetch(`${admin}${path}`)).json()) as T,
    post: async <T>(path: string, body: unknown) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${admin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as T };
    },
    stop: async (signal) => {
      const ended = once(child, "exit");
      child.kill(signal);
      return (await ended)[0] as number | null;
    },
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
