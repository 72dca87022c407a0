import { exampleOf } from "../../lib/core/evaluation/example.ts";
import { totalCount } from "../../lib/core/measurements/histogram.ts";
import {
  type LossReason,
  type Report,
  reportSchema,
  type SampleReport,
  type SharedRecordReport,
  type UnreadableReport,
  type WindowReport,
} from "../../lib/measurements/schema.ts";
import type { Exchange } from "../http/exchange.ts";
import { jsonBody } from "../http/json.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import { type Counted, type MeasurementBuffer, untimely } from "./buffer.ts";
import type { Samples } from "./samples.ts";
import type { SharedRecords } from "./shared-records.ts";

type Answer = { accepted: number; dropped: number; reasons: Record<string, number> };

/** Batches remembered, so that one whose answer was lost counts once when it is sent again. */
const REMEMBERED_BATCHES = 20_000;

/** More than a window can hold honestly; beyond it sums would leave what Postgres can count. */
const MOST_COUNTED = 1e9;

/** What the SDK measured, compared and failed to write. */
export class Reports {
  private readonly state: State;
  private readonly buffer: MeasurementBuffer;
  private readonly samples: Samples;
  private readonly shared: SharedRecords;
  private readonly answered = new Map<string, Answer>();

  constructor(state: State, into: { buffer: MeasurementBuffer; samples: Samples; shared: SharedRecords }) {
    this.state = state;
    this.buffer = into.buffer;
    this.samples = into.samples;
    this.shared = into.shared;
  }

  async take(exchange: Exchange, token: LiveToken): Promise<void> {
    const report = await jsonBody(exchange, reportSchema);
    token.points.charge(rowsIn(report), Date.now());
    const environment = this.state.environmentOf(token);
    const batch = JSON.stringify([environment.id, report.service, report.instance, report.batch]);
    let answer = this.answered.get(batch);
    if (!answer) {
      answer = this.record(environment, report);
      this.remember(batch, answer);
    }
    exchange.json(202, answer);
  }

  private record(environment: LiveEnvironment, report: Report): Answer {
    const answer: Answer = { accepted: 0, dropped: 0, reasons: {} };
    const settle = (reason: LossReason | null, series: string) => {
      if (reason === null) answer.accepted += 1;
      else {
        answer.dropped += 1;
        answer.reasons[reason] = (answer.reasons[reason] ?? 0) + 1;
        this.buffer.losses.note(environment.id, reason, series);
      }
    };
    for (const window of report.windows) settle(this.observe(environment, window), seriesOf(window));
    for (const comparison of report.comparisons) {
      const { module, operation, at, ...counted } = comparison;
      settle(this.count(environment, module, operation, at, counted), seriesOf(comparison));
    }
    for (const failure of report.secondaryFailures) {
      const { module, operation, at, path, count } = failure;
      const counted = path === "old" ? { secondaryFailedOld: count } : { secondaryFailedNew: count };
      settle(this.count(environment, module, operation, at, counted), seriesOf(failure));
    }
    for (const sample of report.samples) settle(this.sample(environment, sample), seriesOf(sample));
    for (const row of report.unreadable) settle(this.unread(environment, row), `${row.switch} ${row.rule}`);
    for (const one of report.sharedRecords) settle(this.share(environment, one), one.module);
    const lost = Math.min(report.lost, MOST_COUNTED);
    if (lost > 0) this.buffer.losses.note(environment.id, "lost by the sender", `${report.service} ${report.instance}`, lost);
    return answer;
  }

  private observe(environment: LiveEnvironment, window: WindowReport): LossReason | null {
    const { module, kind, operation, path, at, ...observed } = window;
    const moduleId = environment.moduleId(module);
    if (!moduleId) return "unknown module";
    if (observed.count > MOST_COUNTED || observed.sum > MOST_COUNTED * observed.count) return "implausible";
    if (observed.errors > observed.count || totalCount(observed.histogram) !== observed.count) return "counts do not add up";
    return this.buffer.observe({ environmentId: environment.id, moduleId, path, kind, operation }, [{ at, observed }]);
  }

  private count(
    environment: LiveEnvironment,
    module: string,
    operation: string,
    at: number,
    counted: Partial<Counted>,
  ): LossReason | null {
    const moduleId = environment.moduleId(module);
    if (!moduleId) return "unknown module";
    if (Object.values(counted).some((count) => count > MOST_COUNTED)) return "implausible";
    return this.buffer.count({ environmentId: environment.id, moduleId, operation }, at, counted);
  }

  private sample(environment: LiveEnvironment, { module, ...sample }: SampleReport): LossReason | null {
    const moduleId = environment.moduleId(module);
    if (!moduleId) return "unknown module";
    const dropped = untimely(sample.at);
    if (dropped === null) this.samples.add({ ...sample, environmentId: environment.id, moduleId });
    return dropped;
  }

  /** Rules are known by name for as long as they stand. */
  private unread(environment: LiveEnvironment, { rule, at, count, example, ...row }: UnreadableReport): LossReason | null {
    const { switches } = environment.snapshot;
    const found = Object.hasOwn(switches, row.switch) ? switches[row.switch] : undefined;
    if (!found?.rules.some(({ name }) => name === rule)) return "unknown rule";
    if (count > MOST_COUNTED) return "implausible";
    const dropped = untimely(at);
    if (dropped !== null) return dropped;
    this.buffer.unreadables.count({
      environmentId: environment.id,
      switch: found.key,
      rule,
      at,
      count,
      example: exampleOf(example),
    });
    return null;
  }

  private share(environment: LiveEnvironment, { module, ...seen }: SharedRecordReport): LossReason | null {
    const moduleId = environment.moduleId(module);
    if (!moduleId) return "unknown module";
    const dropped = untimely(seen.at);
    if (dropped === null) this.shared.add({ ...seen, environmentId: environment.id, moduleId });
    return dropped;
  }

  private remember(batch: string, answer: Answer): void {
    this.answered.set(batch, answer);
    const [oldest] = this.answered.keys();
    if (this.answered.size > REMEMBERED_BATCHES && oldest !== undefined) this.answered.delete(oldest);
  }
}

function rowsIn({ windows, comparisons, secondaryFailures, samples, unreadable, sharedRecords }: Report): number {
  const counted = windows.length + comparisons.length + secondaryFailures.length;
  return counted + samples.length + unreadable.length + sharedRecords.length;
}

function seriesOf({ module, operation }: { module: string; operation: string }): string {
  return `${module} ${operation}`;
}
