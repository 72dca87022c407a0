import type { MetricObject } from "prom-client";
import { Figures } from "../lib/platform/figures.ts";
import { counters } from "./counters.ts";
import type { Exchange } from "./http/exchange.ts";
import type { Streams } from "./http/streams.ts";
import type { MeasurementBuffer } from "./intake/buffer.ts";
import type { Instances } from "./intake/instances.ts";
import type { Together } from "./processes/together.ts";
import type { State } from "./state/state.ts";

export type { MetricObject };

type Watched = { state: State; streams: Streams; buffer: MeasurementBuffer; instances: Instances };

/** What the dataplane says of itself: of all its processes where there are several. */
export class Metrics {
  private readonly of = new Figures();
  private readonly together: Together | undefined;

  constructor({ state, streams, buffer, instances }: Watched, together?: Together) {
    this.together = together;
    const figures = this.of;
    figures.counter("switchyard_answers_total", "Answers by route and status", ["route", "status"], (counter) => {
      for (const [route, byStatus] of counters.answers) {
        for (const [status, count] of byStatus) counter.inc({ route, status }, count);
      }
    });
    figures.counter("switchyard_process_answers_total", "Answers by process", ["pid"], (counter) => {
      for (const byStatus of counters.answers.values()) {
        for (const count of byStatus.values()) counter.inc({ pid: process.pid }, count);
      }
    });
    figures.counter("switchyard_dropped_total", "Measurements and messages that could not be kept", ["reason"], (counter) => {
      for (const [reason, count] of counters.dropped) counter.inc({ reason }, count);
    });
    figures.counter("switchyard_refused_acknowledgements_total", "Acknowledgements refused, by rule", ["rule"], (counter) => {
      for (const [rule, count] of counters.refused) counter.inc({ rule }, count);
    });
    figures.number("switchyard_evaluations_total", "Switches evaluated", () => counters.evaluations);
    figures.number(
      "switchyard_not_modified_total",
      "Answers without a body, because nothing changed",
      () => counters.notModified,
    );
    figures.number(
      "switchyard_slow_readers_total",
      "Streams cut off because their reader was too slow",
      () => counters.slowReaders,
    );
    figures.number("switchyard_otlp_points_total", "OTLP data points taken", () => counters.pointsTaken);
    figures.gauge("switchyard_environments", "Environments served", () => state.size, "max");
    figures.gauge("switchyard_stale", "1 while answers may be out of date", () => (state.stale ? 1 : 0), "max");
    figures.gauge("switchyard_open_streams", "Open event streams", () => streams.size);
    figures.gauge("switchyard_unsaved_windows", "Measured windows that wait for Postgres", () => buffer.unsaved);
    figures.gauge("switchyard_unsaved_instances", "Acknowledgements that wait for Postgres", () => instances.unsaved);
  }

  async send(exchange: Exchange): Promise<void> {
    const text = this.together ? this.together.metricsOfAll() : this.of.text();
    exchange.send(200, this.of.contentType, await text);
  }

  /** Of this process alone, to be added up with those of others. */
  figures(): Promise<MetricObject[]> {
    return this.of.objects();
  }
}
