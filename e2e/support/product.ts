import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(import.meta.dirname, "../..");

/** The product as `npm start` brings it up, on ports of its own with a home of its own. */
export type Product = {
  url: string;
  dataplaneUrl: string;
  /** A management token over every project. */
  token: string;
  pid: number;
  /** What it printed so far. */
  lines: string[];
  /** Settles with the exit code, or the signal, when the start ends. */
  ended: Promise<number | string>;
  kill: (signal: NodeJS.Signals) => void;
};

export type ProductOptions = { home: string; env?: Record<string, string | undefined> };

/** A folder for a home inside the clone, which git ignores. */
export function homeFolder(name: string): string {
  return join(ROOT, ".switchyard-test", `${name}-${process.pid}`);
}

/** Launches `npm start`; does not wait for anything. */
export async function launch({ home, env = {} }: ProductOptions): Promise<Product> {
  const [port, dataplanePort] = await freePorts(2);
  const token = randomBytes(24).toString("base64url");
  const settings = {
    PORT: String(port),
    DATAPLANE_PORT: String(dataplanePort),
    SWITCHYARD_HOME: home,
    SWITCHYARD_BOOTSTRAP_TOKEN: token,
    HOST: undefined,
    DATABASE_URL: undefined,
    LOG_LEVEL: undefined,
    NODE_OPTIONS: undefined,
    ...env,
  };
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: ROOT,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", (line) => lines.push(line));
  return {
    url: `http://127.0.0.1:${settings.PORT}`,
    dataplaneUrl: `http://127.0.0.1:${settings.DATAPLANE_PORT}`,
    token: settings.SWITCHYARD_BOOTSTRAP_TOKEN ?? "",
    pid: child.pid ?? 0,
    lines,
    ended: end(child),
    kill: (signal) => void child.kill(signal),
  };
}

/** Launches it and waits until it says `ready`; throws with what it printed when it ends or takes too long. */
export async function start(options: ProductOptions, withinMs = 240_000): Promise<Product> {
  const product = await launch(options);
  let ended = false;
  product.ended.then(() => {
    ended = true;
  });
  const deadline = Date.now() + withinMs;
  while (!product.lines.includes("ready")) {
    if (ended || Date.now() > deadline) {
      product.kill("SIGTERM");
      throw new Error(`${ended ? "The start ended" : "It was not ready in time"}:\n${product.lines.join("\n")}`);
    }
    await new Promise((again) => setTimeout(again, 50));
  }
  return product;
}

/** Asks it to stop and waits; answers the exit code. */
export function stop(product: Product): Promise<number | string> {
  product.kill("SIGTERM");
  return product.ended;
}

function end(child: ChildProcess): Promise<number | string> {
  return new Promise((done) => child.once("close", (code, signal) => done(code ?? signal ?? "unknown")));
}

/** Ports of 127.0.0.1 that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((listening) => server.listen(0, "127.0.0.1", () => listening(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
