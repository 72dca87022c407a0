import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { answering, freePort } from "../lab/processes.ts";
import type { World } from "./world.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ENDS_WITHIN_MS = 10_000;

/** A dataplane in a process of its own. */
export type Replica = {
  url: string;
  pid: number;
  /** What it logged so far. */
  said: () => string;
  /** As a crash or the kernel would. */
  kill: () => Promise<void>;
};

export type ReplicaOptions = {
  name: string;
  port?: number;
  /** Flags of Node, such as a module to load first. */
  flags?: string[];
  env?: Record<string, string>;
};

/** Starts a dataplane; settles when it answers. One of the same name finds on the disk what the last one left. */
export async function startReplica(world: World, { name, port, flags = [], env = {} }: ReplicaOptions): Promise<Replica> {
  const at = port ?? (await freePort());
  const child = spawn(process.execPath, [...flags, "--import", "tsx", "dataplane/main.ts"], {
    cwd: ROOT,
    env: {
      ...process.env,
      LOG_LEVEL: "warn",
      DATABASE_URL: world.databaseUrl,
      DATAPLANE_PORT: String(at),
      HOST: "127.0.0.1",
      SWITCHYARD_HOME: world.folder(name),
      NODE_ENV: "production",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said = (said + chunk).slice(-20_000);
    });
  }
  world.defer(() => end(child));
  const url = `http://127.0.0.1:${at}`;
  await answering(child, `${url}/api/v1/snapshot`, { authorization: `Bearer ${world.token}` }).catch((error: Error) => {
    throw new Error(`${error.message}; it said: ${said.slice(-500)}`);
  });
  return { url, pid: child.pid ?? 0, said: () => said, kill: () => end(child, "SIGKILL") };
}

async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), ENDS_WITHIN_MS);
  await gone;
  clearTimeout(late);
}
