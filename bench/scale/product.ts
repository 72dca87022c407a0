import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { encode } from "next-auth/jwt";
import { LEASHED } from "../../scripts/setup/child.mjs";
import type { Lab } from "../lab/lab.ts";
import { answering, freePort, MEASURED_CORE, OTHER_CORE, type Running, run } from "../lab/processes.ts";
import { query } from "../lab/query.ts";
import { TELLS_USAGE } from "../lab/usage.ts";
import type { Build } from "./build.ts";

/** Programs of one build on its large database, and somebody who owns everything there. */

const COOKIE = "next-auth.session-token";
const SECRET = "scale".repeat(8);

export type Ended = Running & { end: (signal?: NodeJS.Signals) => Promise<void> };
export type Console = Ended & {
  url: string;
  /** The session of somebody who owns everything. */
  cookie: { name: string; value: string };
};

/** The built console, alone on the first core. `url` may be another way to the same database. */
export async function startConsole(lab: Lab, build: Build, url = build.url): Promise<Console> {
  const port = await freePort();
  const child = run(lab, {
    command: process.execPath,
    args: [...LEASHED.args, join(build.console, "server.js")],
    ipc: true,
    core: MEASURED_CORE,
    cwd: build.console,
    env: {
      ...environment(lab, build, "web"),
      DATABASE_URL: url,
      PORT: String(port),
      HOST: "127.0.0.1",
      HOSTNAME: "127.0.0.1",
      NEXTAUTH_SECRET: SECRET,
      NEXTAUTH_URL: `http://127.0.0.1:${port}`,
    },
  });
  const address = `http://127.0.0.1:${port}`;
  await answering(child, `${address}/api/health`);
  const cookie = { name: COOKIE, value: await signedIn(build.url) };
  return { ...ended(child), url: address, cookie };
}

/** The worker, beside it. */
export function startWorker(lab: Lab, build: Build): Ended {
  const args = [...LEASHED.args, "--import", "tsx", join(build.root, "worker/main.ts")];
  const env = environment(lab, build, "worker");
  return ended(run(lab, { command: process.execPath, args, ipc: true, core: OTHER_CORE, cwd: build.root, env }));
}

function ended(child: ReturnType<typeof run>): Ended {
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = (signal: NodeJS.Signals = "SIGTERM") => {
    child.expectEnd();
    child.kill(signal);
    return gone;
  };
  return { pid: child.pid, cpuSeconds: child.cpuSeconds, memoryBytes: child.memoryBytes, end };
}

function environment(lab: Lab, { url, name }: Build, program: string): Record<string, string> {
  const home = join(lab.home, `home-${name}`);
  mkdirSync(home, { recursive: true });
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: url,
    SWITCHYARD_HOME: home,
    SWITCHYARD_DEMO: "off",
    SWITCHYARD_PROCESS: program,
    // Whatever ends this process, programs of no build outlive it.
    ...LEASHED.env,
  };
}

/** A session of somebody new, or known from before. */
async function signedIn(url: string): Promise<string> {
  const [user] = await query<{ id: string }>(url, USER);
  if (!user) throw new Error("nobody could be signed in");
  return encode({ token: { sub: user.id, name: "on call", email: "scale@example.org", sessionVersion: 1 }, secret: SECRET });
}

const USER = `
  INSERT INTO users (id, email, name, is_owner, session_version) VALUES (gen_random_uuid(), 'scale@example.org', 'on call', true, 1)
  ON CONFLICT (email) DO UPDATE SET session_version = 1 RETURNING id`;

/** Seconds of its processor that a program spends while something is done; by the clock where it cannot be read. */
export async function costOf({ cpuSeconds }: Running, work: () => Promise<unknown>): Promise<number> {
  const read = TELLS_USAGE ? cpuSeconds : () => performance.now() / 1000;
  const before = read();
  await work();
  return read() - before;
}
