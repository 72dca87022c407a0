import { type ChildProcess, fork } from "node:child_process";
import cluster from "node:cluster";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { AggregatorRegistry } from "prom-client";
import { log } from "../../lib/platform/log.ts";
import type { MetricObject } from "../metrics.ts";
import type { ToMember, ToPrimary } from "./messages.ts";

const SOURCE = fileURLToPath(new URL("./source.ts", import.meta.url));
const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived so long had no trouble starting. */
const WELL_AFTER_MS = 10_000;
const REPORT_WITHIN_MS = 1000;

type Member = { send: (message: ToMember) => boolean; ended: Promise<unknown> };
type Made = { process: ChildProcess; send: (message: ToMember) => boolean };

/** Keeps the processes of one dataplane running: one that follows what feeds it, and those that answer. */
export class Primary {
  private readonly secret = randomBytes(32).toString("base64url");
  private readonly members = new Set<Member>();
  private readonly reports = new Map<number, (metrics: MetricObject[]) => void>();
  private reported = 0;
  private sourcePort = 0;
  private started = false;
  private stopping = false;

  /** Settles when all of them listen, and answers the public port. Rejects when the first of a kind ends instead. */
  async start(processes: number): Promise<number> {
    this.sourcePort = await this.keep("source", () => {
      const process = fork(SOURCE, { serialization: "json" });
      return { process, send: (message) => process.connected && process.send(message) };
    });
    cluster.setupPrimary({ exec: WORKER });
    const worker = () =>
      this.keep("worker", () => {
        const made = cluster.fork();
        return { process: made.process, send: (message) => made.isConnected() && made.send(message) };
      });
    const port = await worker();
    await Promise.all(Array.from({ length: processes - 1 }, worker));
    this.started = true;
    return port;
  }

  /** Those that answer end first: what they hold goes up through the source. */
  async stop(): Promise<void> {
    this.stopping = true;
    const [source, ...workers] = this.members;
    for (const group of [workers, source ? [source] : []]) {
      for (const member of group) member.send({ kind: "stop" });
      await Promise.all(group.map(({ ended }) => ended));
    }
  }

  /** Starts a process, and again whenever it ended unasked. Answers its port the first time it listens. */
  private keep(name: string, make: () => Made, pauseMs = FIRST_PAUSE_MS): Promise<number> {
    const startedAt = performance.now();
    const { process: child, send } = make();
    const ended = once(child, "exit");
    const member: Member = { send, ended };
    if (name === "source") this.putFirst(member);
    else this.members.add(member);
    let listened = false;
    const listening = new Promise<number>((resolve, reject) => {
      child.on("message", (message: ToPrimary) => {
        if (message.kind === "hello") {
          send(this.stopping ? { kind: "stop" } : { kind: "start", secret: this.secret, sourcePort: this.sourcePort });
        } else if (message.kind === "listening") {
          listened = true;
          resolve(message.port);
        } else void this.hear(member, message);
      });
      child.on("exit", () => {
        if (!this.stopping) reject(new Error(`the ${name} process ended before it listened`));
      });
    });
    void ended.then(([code, signal]) => {
      this.members.delete(member);
      if (this.stopping || !(listened || this.started)) return;
      const next = performance.now() - startedAt > WELL_AFTER_MS ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      log.warn({ pid: child.pid, code, signal }, `a ${name} process ended; starting another`);
      setTimeout(() => {
        if (!this.stopping) this.keep(name, make, next).catch(() => undefined);
      }, next);
    });
    return listening;
  }

  /** The source is the first of the members, whenever it was started. */
  private putFirst(source: Member): void {
    const others = [...this.members];
    this.members.clear();
    for (const member of [source, ...others]) this.members.add(member);
  }

  private async hear(member: Member, message: Exclude<ToPrimary, { kind: "hello" | "listening" }>): Promise<void> {
    if (message.kind === "report") {
      this.reports.get(message.id)?.(message.metrics);
      this.reports.delete(message.id);
    } else member.send({ kind: "metrics", id: message.id, text: await this.metrics() });
  }

  private async metrics(): Promise<string> {
    const all = await Promise.all([...this.members].map((member) => this.reportOf(member)));
    return AggregatorRegistry.aggregate(all).metrics();
  }

  /** Nothing from one that does not answer in time: it is busy, or just ending. */
  private reportOf({ send }: Member): Promise<MetricObject[]> {
    return new Promise((resolve) => {
      this.reported += 1;
      const id = this.reported;
      this.reports.set(id, resolve);
      setTimeout(() => {
        this.reports.delete(id);
        resolve([]);
      }, REPORT_WITHIN_MS).unref();
      send({ kind: "report", id });
    });
  }
}
