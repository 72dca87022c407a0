import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Connection } from "../lib/platform/db.ts";
import { Figures } from "../lib/platform/figures.ts";
import type { Duty } from "./loop.ts";

type Done = { done: number; failed: number; seconds: number };

/** What a worker says of itself. A duty that nobody asked for yet stands there with zeros. */
export class WorkerMetrics {
  private readonly figures = new Figures();
  private readonly byDuty = new Map<string, Done>();

  constructor(connection: Connection) {
    const each = (write: (duty: string, done: Done) => void) => {
      for (const [duty, done] of this.byDuty) write(duty, done);
    };
    this.figures.counter("switchyard_duties_total", "Turns taken, by duty and how they ended", ["duty", "outcome"], (counter) =>
      each((duty, { done, failed }) => {
        counter.inc({ duty, outcome: "done" }, done);
        counter.inc({ duty, outcome: "failed" }, failed);
      }),
    );
    this.figures.counter("switchyard_duty_seconds_total", "Time spent on a duty", ["duty"], (counter) =>
      each((duty, { seconds }) => counter.inc({ duty }, seconds)),
    );
    this.figures.connections(() => connection);
  }

  /** The same duties, counted. */
  counted(duties: Duty[]): Duty[] {
    return duties.map((duty) => {
      const done: Done = { done: 0, failed: 0, seconds: 0 };
      this.byDuty.set(duty.name, done);
      return { ...duty, work: (signal) => timed(done, () => duty.work(signal)) };
    });
  }

  /** Serves them at /metrics and nothing else; answers the port and how to stop. */
  async serve(host: string, port: number): Promise<{ port: number; close: () => void }> {
    const server = createServer(async ({ method, url }, response) => {
      const served = url?.split("?")[0] === "/metrics" && (method === "GET" || method === "HEAD");
      if (!served) return response.writeHead(404).end();
      const text = await this.figures.text();
      return response.writeHead(200, { "content-type": this.figures.contentType, "cache-control": "no-store" }).end(text);
    });
    await new Promise<void>((listening, failed) => server.once("error", failed).listen(port, host, listening));
    const close = () => {
      server.close();
      server.closeAllConnections();
    };
    return { port: (server.address() as AddressInfo).port, close };
  }
}

async function timed(done: Done, work: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  try {
    await work();
    done.done += 1;
  } catch (error) {
    done.failed += 1;
    throw error;
  } finally {
    done.seconds += (performance.now() - begun) / 1000;
  }
}
