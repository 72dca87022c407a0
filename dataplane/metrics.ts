import { type Aggregator, Counter, collectDefaultMetrics, Gauge, type MetricObject, Registry } from "prom-client";
import { counters } from "./counters.ts";
import type { Exchange } from "./http/exchange.ts";
import type { Streams } from "./http/streams.ts";
import type { MeasurementBuffer } from "./intake/buffer.ts";
import type { Instances } from "./intake/instances.ts";
import type { Together } from "./processes/together.ts";
import type { State } from "./state/state.ts";

export type { MetricObject };

type Watched = { state: State; streams: Streams; buffer: MeasurementBuffer; instances: Instances };

/** What this process says of itself, in Prometheus' text form. Counted as plain numbers, put into form when asked. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly together: Together | undefined;

  constructor({ state, streams, buffer, instances }: Watched, together?: Together) {
    this.together = together;
    collectDefaultMetrics({ register: this.registry });
    this.counter("switchyard_answers_total", "Answers by route and status", ["route", "status"], (counter) => {
      for (const [route, byStatus] of counters.answers) {
        for (const [status, count] of byStatus) counter.inc({ route, status }, count);
      }
    });
    this.counter("switchyard_process_answers_total", "Answers by process", ["pid"], (counter) => {
      for (const byStatus of counters.answers.values()) {
        for (const count of byStatus.values()) counter.inc({ pid: process.pid }, count);
      }
    });
    this.counter("switchyard_dropped_total", "Measurements and messages that could not be kept", ["reason"], (counter) => {
      for (const [reason, count] of counters.dropped) counter.inc({ reason }, count);
    });
    this.counter("switchyard_refused_acknowledgements_total", "Acknowledgements refused, by rule", ["rule"], (counter) => {
      for (const [rule, count] of counters.refused) counter.inc({ rule }, count);
    });
    this.number("switchyard_evaluations_total", "Switches evaluated", () => counters.evaluations);
    this.number("switchyard_not_modified_total", "Answers without a body, because nothing changed", () => counters.notModified);
    this.number("switchyard_slow_readers_total", "Streams cut off because their reader was too slow", () => counters.slowReaders);
    this.number("switchyard_otlp_points_total", "OTLP data points taken", () => counters.pointsTaken);
    this.gauge("switchyard_environments", "Environments served", () => state.size, "max");
    this.gauge("switchyard_stale", "1 while answers may be out of date", () => (state.stale ? 1 : 0), "max");
    this.gauge("switchyard_open_streams", "Open event streams", () => streams.size);
    this.gauge("switchyard_unsaved_windows", "Measured windows that wait for Postgres", () => buffer.unsaved);
    this.gauge("switchyard_unsaved_instances", "Acknowledgements that wait for Postgres", () => instances.unsaved);
  }

  async send(exchange: Exchange): Promise<void> {
    const text = this.together ? this.together.metricsOfAll() : this.registry.metrics();
    exchange.send(200, this.registry.contentType, await text);
  }

  /** Of this process alone, to be added up with those of others. */
  figures(): Promise<MetricObject[]> {
    return this.registry.getMetricsAsJSON();
  }

  private number(name: string, help: string, read: () => number): void {
    this.counter(name, help, [], (counter) => counter.inc(read()));
  }

  private counter(name: string, help: string, labelNames: string[], fill: (counter: Counter) => void): void {
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

  private gauge(name: string, help: string, read: () => number, aggregator: Aggregator = "sum"): void {
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
}
