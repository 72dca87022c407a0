import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Faults, NO_FAULTS } from "../faults.ts";
import type { Peers } from "../http/upstream.ts";
import { stateFile } from "./config.ts";
import { INSTANCES_OF, type Lines } from "./lines.ts";
import type { Log } from "./log.ts";
import { type FromChild, PROCESSES, type ProcessName, type ToChild } from "./messages.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
const FIRST_RESTART_MS = 250;
const LAST_RESTART_MS = 5_000;
const KILL_AFTER_MS = 4_500;
/** A child that served this long starts over with short restarts. */
const STEADY_MS = 30_000;

type Slot = {
  child: ChildProcess | null;
  ports: Record<string, number>;
  restarts: number;
  waitMs: number;
  startedAt: number;
  /** It was told to stay away so long. */
  awayMs: number;
  /** The machine is lost; another comes in its place, with nothing saved. */
  lost: boolean;
};

export type ProcessState = {
  name: ProcessName;
  pid: number | null;
  restarts: number;
  ports: Record<string, number>;
  instances: readonly string[];
  lost: boolean;
};

/** Keeps the processes of the shop running and tells each where the others are. */
export class Supervisor {
  readonly peers: Peers = { ports: {} };
  readonly #slots = new Map<ProcessName, Slot>();
  readonly #log: Log;
  readonly #lines: Lines;
  readonly #home: string;
  #faults: Faults = NO_FAULTS;
  #stopping = false;
  #ready: () => void = () => undefined;

  constructor(log: Log, lines: Lines, home: string) {
    this.#home = home;
    this.#log = log;
    this.#lines = lines;
  }

  /** Resolves once every process serves. */
  start(): Promise<void> {
    for (const name of PROCESSES) {
      this.#slots.set(name, {
        child: null,
        ports: {},
        restarts: 0,
        waitMs: FIRST_RESTART_MS,
        startedAt: 0,
        awayMs: 0,
        lost: false,
      });
      this.#spawn(name);
    }
    return new Promise((resolve) => {
      this.#ready = resolve;
    });
  }

  state(): ProcessState[] {
    return [...this.#slots].map(([name, { child, restarts, ports, lost }]) => {
      return { name, pid: child?.pid ?? null, restarts, ports, instances: INSTANCES_OF[name], lost };
    });
  }

  get faults(): Faults {
    return this.#faults;
  }

  set faults(faults: Faults) {
    this.#faults = faults;
    this.#broadcast({ type: "faults", faults });
  }

  /**
   * Ends a process as in a crash (SIGKILL) or as it is shut down (SIGTERM); it is started again no sooner than told.
   * With `lost` what it had saved is gone, as if another machine took its place.
   */
  end(name: ProcessName, signal: "SIGKILL" | "SIGTERM", awaySeconds: number, lost: boolean): void {
    const slot = this.#slots.get(name);
    if (!slot) return;
    slot.awayMs = awaySeconds * 1000;
    slot.lost = lost;
    slot.child?.kill(signal);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#slots.values()].map(({ child }) => child && stopped(child)));
  }

  #spawn(name: ProcessName): void {
    const slot = this.#slots.get(name) as Slot;
    if (slot.lost) for (const instance of INSTANCES_OF[name]) rmSync(stateFile(this.#home, instance), { force: true });
    slot.lost = false;
    const child = fork(CHILD, [name], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, ORDERS_LINES: JSON.stringify(this.#lines.ports()) },
    });
    slot.child = child;
    slot.startedAt = Date.now();
    child.on("message", (message: FromChild) => {
      slot.ports = message.ports;
      tell(child, { type: "faults", faults: this.#faults });
      this.#announce();
    });
    child.on("error", (error) => this.#log(`${name}: ${error.message}`));
    child.on("exit", (code, signal) => this.#restart(name, slot, signal ?? `code ${code}`));
  }

  #restart(name: ProcessName, slot: Slot, how: string): void {
    slot.child = null;
    slot.ports = {};
    if (this.#stopping) return;
    this.#announce();
    slot.waitMs = Date.now() - slot.startedAt > STEADY_MS ? FIRST_RESTART_MS : Math.min(LAST_RESTART_MS, slot.waitMs * 2);
    slot.restarts += 1;
    this.#log(`${name} ended (${how}); starting it again`, { restarts: slot.restarts });
    setTimeout(
      () => {
        if (!this.#stopping) this.#spawn(name);
      },
      Math.max(slot.waitMs, slot.awayMs),
    ).unref();
    slot.awayMs = 0;
  }

  #announce(): void {
    const ports: Record<string, number[]> = {};
    for (const slot of this.#slots.values()) {
      for (const [service, port] of Object.entries(slot.ports)) ports[service] = [...(ports[service] ?? []), port];
    }
    this.peers.ports = ports;
    this.#broadcast({ type: "peers", ports });
    if ([...this.#slots.values()].every((slot) => Object.keys(slot.ports).length > 0)) this.#ready();
  }

  #broadcast(message: ToChild): void {
    for (const { child } of this.#slots.values()) if (child) tell(child, message);
  }
}

/** A child that is just ending cannot be told anything, and need not be. */
function tell(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => undefined);
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
    child.once("exit", () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
