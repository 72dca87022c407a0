import type { LossReason } from "../../lib/measurements/schema.ts";
import { counters } from "../counters.ts";
import type { Exchange } from "../http/exchange.ts";
import type { MeasurementBuffer } from "../intake/buffer.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import { type Attributes, attributesOf, identityOf } from "./attributes.ts";
import { attribute } from "./attribution.ts";
import { distributionOf, type HistogramPoint, histogramIn } from "./distribution.ts";
import { readExport, sendExported } from "./encoding.ts";
import type { Metric } from "./gen/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { SeriesMemory } from "./series-memory.ts";
import { overWindows } from "./windows.ts";

/** Where metrics come from; `identity` is equal for the same resource and scope. */
type Origin = { environment: LiveEnvironment; identity: string; resource: Attributes };

/** A metric and where it comes from; `seconds` is the length of its unit. */
type Family = Origin & { name: string; seconds: number; cumulative: boolean };

type Reject = (reason: LossReason, series: string, points?: number) => void;

const SECONDS_IN: Record<string, number> = { s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9, "": 1 };
const NO_RECORDED_VALUE = 1;
const DELTA = 1;
const CUMULATIVE = 2;
const MOST_COUNTED = 1e9;

/** Takes durations out of OTLP exports into the windows of the modules they name. */
export class OtlpIngest {
  private readonly state: State;
  private readonly buffer: MeasurementBuffer;
  private readonly memory: SeriesMemory;

  constructor(state: State, buffer: MeasurementBuffer) {
    this.state = state;
    this.buffer = buffer;
    this.memory = new SeriesMemory(Date.now(), (id) => state.projectOf(id));
    state.onForget((id) => this.memory.forget(id));
  }

  async take(exchange: Exchange, token: LiveToken): Promise<void> {
    const message = await readExport(exchange);
    const environment = this.state.environmentOf(token);
    const rejected = new Map<string, number>();
    const reject: Reject = (reason, series, points = 1) => {
      rejected.set(reason, (rejected.get(reason) ?? 0) + points);
      this.buffer.losses.note(environment.id, reason, series, points);
    };
    for (const { resource, scopeMetrics } of message.resourceMetrics) {
      const attributes = resource?.attributes ?? [];
      const origin = { environment, resource: attributesOf(attributes) };
      const from = identityOf(attributes);
      for (const { scope, metrics } of scopeMetrics) {
        const identity = `${from} ${scope?.name} ${scope?.version} ${identityOf(scope?.attributes ?? [])}`;
        for (const metric of metrics) this.takeMetric({ ...origin, identity }, metric, reject);
      }
    }
    const total = [...rejected.values()].reduce((sum, count) => sum + count, 0);
    sendExported(exchange, total, [...rejected].map(([reason, count]) => `${count} ${reason}`).join(", "));
  }

  private takeMetric(origin: Origin, metric: Metric, reject: Reject): void {
    if (metric.data.case === undefined) return;
    const identity = `${origin.identity} ${metric.name} ${metric.unit}`;
    const usable = durationsOf(metric);
    if (typeof usable === "string") {
      reject(usable, identity, metric.data.value.dataPoints.length);
      return;
    }
    const { points, ...rest } = usable;
    const family = { ...origin, ...rest, name: metric.name, identity };
    for (const point of points) {
      if ((point.flags & NO_RECORDED_VALUE) !== 0) continue;
      const series = `${identity} ${identityOf(point.attributes)}`;
      const reason = this.takePoint(family, series, point);
      if (reason === null) counters.pointsTaken += 1;
      else reject(reason, series);
    }
  }

  /** Null when the point was taken, or repeats what was taken before; otherwise why not. */
  private takePoint(family: Family, identity: string, point: HistogramPoint): LossReason | null {
    const { environment, cumulative, seconds } = family;
    const said = attribute(family.name, attributesOf(point.attributes), family.resource);
    if (!said) return "unattributed";
    const { module, error, ...named } = said;
    const moduleId = environment.moduleId(module);
    if (!moduleId) return "unknown module";
    const { startTimeUnixNano: start, timeUnixNano: time } = point;
    if (time === 0n) return "without time";
    const distribution = distributionOf(point);
    if (!distribution) return "counts do not add up";

    const added = this.memory.add(environment.id, identity, { start, time, cumulative, distribution });
    if (added === "overflow") return "too many series";
    if (added === null) return null;
    const { count, sum } = added.distribution;
    if (count > MOST_COUNTED) return "implausible";

    const histogram = histogramIn(added.distribution, seconds);
    const observed = { count, errors: error ? count : 0, sum: sum * seconds, histogram };
    const key = { environmentId: environment.id, moduleId, ...named };
    let dropped: LossReason | null = null;
    for (const part of overWindows(observed, Number(added.since) / 1e9, Number(time) / 1e9)) {
      dropped = this.buffer.observe(key, part.at, part.observed) ?? dropped;
    }
    return dropped;
  }
}

type Durations = { points: HistogramPoint[]; seconds: number; cumulative: boolean };

/** The points of a histogram of durations, or why it is none. */
function durationsOf({ data, unit }: Metric): Durations | LossReason {
  if (data.case !== "histogram" && data.case !== "exponentialHistogram") return "not a histogram";
  const seconds = SECONDS_IN[unit];
  if (seconds === undefined) return "not a duration";
  const { aggregationTemporality: temporality, dataPoints: points } = data.value;
  if (temporality !== DELTA && temporality !== CUMULATIVE) return "without temporality";
  return { points, seconds, cumulative: temporality === CUMULATIVE };
}
