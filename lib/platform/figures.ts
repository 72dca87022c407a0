import { type Aggregator, Counter, collectDefaultMetrics, Gauge, type MetricObject, Registry } from "prom-client";
import type { Connection } from "./db.ts";

/** What a process says of itself, in Prometheus' text form. Counted as plain numbers, put into form when asked. */
export class Figures {
  private readonly registry = new Registry();
  readonly contentType = this.registry.contentType;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** Of this process alone, to be added up with those of others. */
  objects(): Promise<MetricObject[]> {
    return this.registry.getMetricsAsJSON();
  }

  number(name: string, help: string, read: () => number): void {
    this.counter(name, help, [], (counter) => counter.inc(read()));
  }

  counter(name: string, help: string, labelNames: string[], fill: (counter: Counter) => void): void {
    new Counter({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        fill(this);
      },
    });
  }

  gauge(name: string, help: string, read: () => number, aggregator: Aggregator = "sum"): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** How far the connections to Postgres go round. */
  connections(connection: () => Connection): void {
    this.gauge("switchyard_database_connections", "Open connections to Postgres", () => connection().pool.totalCount);
    this.gauge("switchyard_database_connections_idle", "Those of them that nobody uses", () => connection().pool.idleCount);
    this.gauge("switchyard_database_waiting", "Who waits for a connection", () => connection().pool.waitingCount);
  }
}
