import type { LossReason } from "../../lib/measurements/schema.ts";
import { FORMER_DURATION, REQUEST_DURATION } from "./attribution.ts";
import type { Families, Family, Series } from "./families.ts";
import {
  ExponentialHistogramDataPointSchema,
  HistogramDataPointSchema,
} from "./gen/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { type Point, readExplicit, readExponential } from "./point.ts";
import { type Span, Wire } from "./wire.ts";

/**
 * A metric of an export: `series[i]` is whose `points[i]` is, `seconds` the length of the unit. `renamed`: the same
 * requests are in the scope under the name that the conventions have for them now.
 */
export type Durations = {
  family: Family;
  seconds: number;
  cumulative: boolean;
  renamed: boolean;
  points: Point[];
  series: Series[];
};

/** A metric that is of no use here, with how many points it has. */
export type Useless = { family: Family; reason: LossReason; count: number };

/** UCUM's symbols, which the conventions ask for, and the words that senders use all the same. Without a unit it is seconds. */
const SECONDS_IN = new Map<string, number>();
for (const [seconds, names] of [
  [1, ["", "s", "sec", "second", "seconds"]],
  [1e-3, ["ms", "msec", "millisecond", "milliseconds"]],
  [1e-6, ["us", "µs", "μs", "microsecond", "microseconds"]],
  [1e-9, ["ns", "nanosecond", "nanoseconds"]],
  [60, ["min", "minute", "minutes"]],
] as const) {
  for (const name of names) SECONDS_IN.set(name, seconds);
}

const DELTA = 1;
const CUMULATIVE = 2;

/** Fields of a metric that hold its points: gauge, sum, histogram, exponential histogram, summary. */
const HOLD_POINTS = new Set([5, 7, 9, 10, 11]);
const READERS = new Map([
  [9, { schema: HistogramDataPointSchema, read: readExplicit }],
  [10, { schema: ExponentialHistogramDataPointSchema, read: readExponential }],
]);

/** Everything in an ExportMetricsServiceRequest. Throws when it is none, whatever part of it is broken. */
export function readMetrics(body: Buffer, families: Families): (Durations | Useless)[] {
  const wire = new Wire(body);
  const found: (Durations | Useless)[] = [];
  for (const ofResource of wire.spans({ from: 0, to: body.length }, 1)) {
    const resource = bytesOf(wire, wire.spans(ofResource, 1));
    for (const ofScope of wire.spans(ofResource, 2)) {
      const scope = bytesOf(wire, wire.spans(ofScope, 1));
      const before = found.length;
      for (const span of wire.spans(ofScope, 2)) {
        const metric = readMetric(wire, span);
        if (metric.data === null) continue;
        const family = families.find(resource, scope, metric.name, metric.unit);
        found.push(readData(wire, families, family, metric.data, secondsIn(metric.unit)));
      }
      noteRenamed(found.slice(before));
    }
  }
  return found;
}

/** OTEL_SEMCONV_STABILITY_OPT_IN=http/dup lets an instrumentation record each request under both names. */
function noteRenamed(ofScope: readonly (Durations | Useless)[]): void {
  const durations = ofScope.filter((metric) => "points" in metric);
  if (!durations.some(({ family, points }) => family.metric === REQUEST_DURATION && points.length > 0)) return;
  for (const metric of durations) metric.renamed = metric.family.metric === FORMER_DURATION;
}

/** UCUM lets braces say what is measured, as in `s{request}`. Undefined when it is no length of time. */
function secondsIn(unit: string): number | undefined {
  return (
    SECONDS_IN.get(unit) ??
    SECONDS_IN.get(
      unit
        .replace(/\{[^{}]*\}/g, "")
        .trim()
        .toLowerCase(),
    )
  );
}

/** Sent in parts it is one; of another field, the last counts. */
type Data = { field: number; spans: readonly Span[] };

function readMetric(wire: Wire, span: Span) {
  const metric: { name: string; unit: string; data: Data | null } = { name: "", unit: "", data: null };
  wire.message(span, (field) => {
    if (field === 1) metric.name = wire.string(true);
    else if (field === 3) metric.unit = wire.string(true);
    else if (HOLD_POINTS.has(field)) {
      const parts = metric.data?.field === field ? metric.data.spans : [];
      metric.data = { field, spans: [...parts, wire.span()] };
    } else return false;
    return true;
  });
  return metric;
}

function readData(wire: Wire, families: Families, family: Family, data: Data, seconds: number | undefined) {
  const spans: Span[] = [];
  let temporality = 0;
  for (const part of data.spans) {
    wire.message(part, (field) => {
      if (field === 1) spans.push(wire.span());
      else if (field === 2) temporality = wire.uint32();
      else return false;
      return true;
    });
  }
  const useless = (reason: LossReason): Useless => ({ family, reason, count: spans.length });
  const reader = READERS.get(data.field);
  if (!reader) return useless("not a histogram");
  if (seconds === undefined) return useless("not a duration");
  if (temporality !== DELTA && temporality !== CUMULATIVE) return useless("without temporality");
  const points = spans.map((span) => reader.read(wire, span));
  const series = points.map(({ attributes }) => families.series(family, reader.schema, attributes));
  return { family, seconds, cumulative: temporality === CUMULATIVE, renamed: false, points, series };
}

/** A message sent in parts is one: later fields are added to earlier ones. */
function bytesOf(wire: Wire, spans: readonly Span[]): string {
  return spans.map(({ from, to }) => wire.bytesAt(from, to)).join("");
}
