import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const LONGEST_START_MS = 30_000;

/** The real program in a process of its own. */
export class Dataplane {
  readonly #port: number;
  readonly #fedBy: Record<string, string>;
  readonly #home: string;
  #process: ChildProcess | null = null;

  private constructor(port: number, fedBy: Record<string, string>, home: string) {
    this.#port = port;
    this.#fedBy = fedBy;
    this.#home = home;
  }

  static start(databaseUrl: string, home: string): Promise<Dataplane> {
    return Dataplane.#started({ DATABASE_URL: databaseUrl }, home);
  }

  /** One that follows another, with a token of scope `relay`. */
  static relay(above: Dataplane, relayToken: string, home: string): Promise<Dataplane> {
    return Dataplane.#started({ DATAPLANE_UPSTREAM: above.url, DATAPLANE_TOKEN: relayToken }, home);
  }

  static async #started(fedBy: Record<string, string>, home: string): Promise<Dataplane> {
    const dataplane = new Dataplane(await freePort(), fedBy, home);
    await dataplane.restart();
    return dataplane;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async restart(): Promise<void> {
    const main = fileURLToPath(new URL("../../dataplane/main.ts", import.meta.url));
    const env = {
      ...process.env,
      ...this.#fedBy,
      DATAPLANE_PORT: String(this.#port),
      SWITCHYARD_HOME: this.#home,
      LOG_LEVEL: "silent",
    };
    this.#process = spawn(process.execPath, ["--import", "tsx", main], { env, stdio: ["ignore", "ignore", "inherit"] });
    const latest = Date.now() + LONGEST_START_MS;
    while (!(await this.#isReady())) {
      if (Date.now() > latest) throw new Error("The dataplane did not get ready.");
      await pause(50);
    }
  }

  async #isReady(): Promise<boolean> {
    return fetch(`${this.url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  async stop(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
