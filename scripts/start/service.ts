import { type ChildProcess, spawn } from "node:child_process";
import { LEASHED } from "../setup/child.mjs";
import { Problem } from "../setup/problem.mjs";
import type { ChildLog } from "./child-log.ts";

export type ServiceOptions = {
  name: string;
  /** Arguments of node. */
  args: string[];
  cwd?: string;
  env: Record<string, string | undefined>;
  log: ChildLog;
  /** Asked again and again until it answers true. */
  isReady: () => Promise<boolean> | boolean;
  /** Told when it ended unasked and when it is back. */
  notice: (line: string) => void;
};

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 6_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** After this long a service counts as well, and the next pause is a short one again. */
const WELL_AFTER_MS = 60_000;

/** One program that is kept running until it is told to stop. */
export class Service {
  private readonly options: ServiceOptions;
  private child: ChildProcess | null = null;
  private stopping = false;
  private pauseMs = FIRST_PAUSE_MS;
  private restart: NodeJS.Timeout | null = null;

  constructor(options: ServiceOptions) {
    this.options = options;
  }

  /** Settles when it is ready. A program that ends before that is not started again: its last words are the problem. */
  async start(): Promise<void> {
    const { name, log } = this.options;
    const child = this.spawn();
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!this.stopping) {
      if (hasEnded(child)) throw new Problem(`${name} did not start: ${log.lastWords() || "it said nothing."}`);
      if (await this.options.isReady()) break;
      if (Date.now() > deadline)
        throw new Problem(`${name} was not ready within ${READY_WITHIN_MS / 1000} s. Its log: ${log.file}`);
      await new Promise((again) => setTimeout(again, 50));
    }
    // Told to stop meanwhile: whoever waits for it must not take that for success.
    if (this.stopping) return new Promise(() => {});
    child.once("exit", (code, signal) => this.onEnd(code, signal));
    if (hasEnded(child)) this.onEnd(child.exitCode, child.signalCode);
  }

  /** Ends it kindly, then by force. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.restart) clearTimeout(this.restart);
    await this.end();
  }

  /** Ends it so that it comes back at once with what changed on disk. */
  async reload(): Promise<void> {
    this.pauseMs = 0;
    await this.end();
  }

  /** Ends it as if it had crashed; it comes back as after any crash. */
  kill(): void {
    this.child?.kill("SIGKILL");
  }

  private async end(): Promise<void> {
    const { child } = this;
    if (!child || hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    await ended;
    clearTimeout(force);
  }

  private spawn(): ChildProcess {
    const { args, cwd, env, log, name } = this.options;
    const child = spawn(process.execPath, [...LEASHED.args, ...args], {
      cwd,
      env: { ...process.env, ...LEASHED.env, ...env, SWITCHYARD_PROCESS: name },
      // A group of its own: Ctrl-C reaches the starter alone, which ends the others in order.
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    log.follow(child);
    this.child = child;
    return child;
  }

  private onEnd(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.stopping) return;
    const { name, notice, log } = this.options;
    const asked = this.pauseMs === 0;
    if (!asked)
      notice(
        `${name} ended (${signal ?? `code ${code}`}: ${log.lastWords() || "no last words"}); starting it again in ${this.pauseMs / 1000} s`,
      );
    this.restart = setTimeout(() => this.revive(), this.pauseMs);
    this.pauseMs = asked ? FIRST_PAUSE_MS : Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  private revive(): void {
    const child = this.spawn();
    const well = setTimeout(() => {
      this.pauseMs = FIRST_PAUSE_MS;
    }, WELL_AFTER_MS);
    child.once("exit", (code, signal) => {
      clearTimeout(well);
      this.onEnd(code, signal);
    });
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
