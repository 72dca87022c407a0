import type { LossReason } from "../../lib/measurements/schema.ts";
import { counters } from "../counters.ts";
import type { Exchange } from "../http/exchange.ts";
import type { MeasurementBuffer } from "../intake/buffer.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import { histogramIn } from "./distribution.ts";
import { readExport, sendExported } from "./encoding.ts";
import type { Durations, Useless } from "./exported.ts";
import { Families, type Series } from "./families.ts";
import { type Origin, originOf } from "./origin.ts";
import type { Point } from "./point.ts";
import { SeriesMemory } from "./series-memory.ts";
import { Twins } from "./twins.ts";
import { overWindows } from "./windows.ts";

type Reject = (reason: LossReason, series: string, points?: number) => void;

type Sender = { environment: LiveEnvironment; token: LiveToken; origin: Origin };

const NO_RECORDED_VALUE = 1;
const MOST_COUNTED = 1e9;

/** Takes durations out of OTLP exports into the windows of the modules they name. */
export class OtlpIngest {
  private readonly state: State;
  private readonly buffer: MeasurementBuffer;
  private readonly memory: SeriesMemory;
  private readonly families = new Families();
  private readonly twins = new Twins();

  constructor(state: State, buffer: MeasurementBuffer) {
    this.state = state;
    this.buffer = buffer;
    this.memory = new SeriesMemory(Date.now(), (id) => state.projectOf(id));
    state.onForget((id) => this.memory.forget(id));
  }

  async take(exchange: Exchange, token: LiveToken): Promise<void> {
    const origin = originOf(exchange.request.socket);
    const metrics = await readExport(exchange, this.families);
    const environment = this.state.environmentOf(token);
    token.points.charge(pointsIn(metrics), Date.now());
    const rejected = new Map<string, number>();
    const reject: Reject = (reason, series, points = 1) => {
      rejected.set(reason, (rejected.get(reason) ?? 0) + points);
      this.buffer.losses.note(environment.id, reason, series, points);
    };
    for (const metric of metrics) {
      if ("reason" in metric) reject(metric.reason, metric.family.identity, metric.count);
      else this.takeMetric({ environment, token, origin: metric.family.instance ? null : origin }, metric, reject);
    }
    const total = [...rejected.values()].reduce((sum, count) => sum + count, 0);
    sendExported(exchange, total, [...rejected].map(([reason, count]) => `${count} ${reason}`).join(", "));
  }

  private takeMetric({ environment, token, origin }: Sender, metric: Durations, reject: Reject): void {
    const now = Date.now();
    for (let i = 0; i < metric.points.length; i += 1) {
      const [point, series] = [metric.points[i] as Point, metric.series[i] as Series];
      if ((point.flags & NO_RECORDED_VALUE) !== 0) continue;
      const twin = this.twins.find(environment.id, metric, point.time);
      if (twin === "sure" || (twin === "likely" && origin === null)) continue;
      const reason = twin ? "sender not told apart" : this.takePoint(environment, metric, series, point, origin);
      if (reason !== null) {
        reject(reason, series.identity);
        continue;
      }
      counters.pointsTaken += 1;
      if (series.said) token.heard("otlp", series.said.module, now);
    }
  }

  /** Null when the point was taken, or repeats what was taken before; otherwise why not. */
  private takePoint(
    environment: LiveEnvironment,
    { cumulative, seconds }: Durations,
    series: Series,
    { start, time, distribution }: Point,
    origin: Origin,
  ): LossReason | null {
    const { identity, said } = series;
    if (!said) return "unattributed";
    const { module, path, kind, operation, error } = said;
    const moduleId = environment.moduleId(module);
    if (!moduleId) return "unknown module";
    if (time === 0n) return "without time";
    if (!distribution) return "counts do not add up";

    const added = this.memory.add(environment.id, identity, { start, time, cumulative, distribution, origin });
    if (added === "overflow") return "too many series";
    if (added === "unknown sender") return "sender not told apart";
    if (added === null) return null;
    const { count, sum } = added.distribution;
    if (count > MOST_COUNTED) return "implausible";

    const histogram = histogramIn(added.distribution, seconds);
    const observed = { count, errors: error ? count : 0, sum: sum * seconds, histogram };
    const key = { environmentId: environment.id, moduleId, path, kind, operation };
    return this.buffer.observe(key, overWindows(observed, Number(added.since) / 1e9, Number(time) / 1e9));
  }
}

function pointsIn(metrics: readonly (Durations | Useless)[]): number {
  return metrics.reduce((sum, metric) => sum + ("reason" in metric ? metric.count : metric.points.length), 0);
}
