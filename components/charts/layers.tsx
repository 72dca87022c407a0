import { useId } from "react";
import { useChartHeight, usePlotArea, useXAxisScale, useYAxisScale, ZIndexLayer } from "recharts";
import styles from "./charts.module.css";
import { type Frame, type Gap, isMeasured, type Row } from "./data.ts";
import { endsOf } from "./ends.ts";
import type { Metric } from "./metric.ts";
import { onAxis, spread } from "./scale.ts";
import { INK, LABEL_DISTANCE, LABEL_WIDTH } from "./theme.ts";

const BEHIND = -100;
const ABOVE = 900;

/** Horizontal hairlines with their values; the lowest is the base. */
export function Grid({ metric }: { metric: Metric }) {
  const area = usePlotArea();
  const y = useYAxisScale();
  if (!area || !y) return null;
  return (
    <ZIndexLayer zIndex={BEHIND}>
      {metric.axis.ticks.map((tick, i) => {
        const at = y(tick) ?? 0;
        return (
          <g key={tick}>
            <path className={i === 0 && !metric.log ? styles.base : styles.grid} d={`M${area.x} ${at}H${area.x + area.width}`} />
            <text x={area.x - 6} y={at + 4} textAnchor="end">
              {metric.tick(tick)}
            </text>
          </g>
        );
      })}
    </ZIndexLayer>
  );
}

export function Limit({ value, label }: { value: number; label: string }) {
  const area = usePlotArea();
  const at = useYAxisScale()?.(value);
  if (!area || at === undefined || at < area.y || at > area.y + area.height) return null;
  return (
    <ZIndexLayer zIndex={BEHIND}>
      <path className={styles.limit} d={`M${area.x} ${at}H${area.x + area.width}`} />
      <ZIndexLayer zIndex={ABOVE}>
        <text className={styles.halo} x={area.x + 4} y={at - 4}>
          {label}
        </text>
      </ZIndexLayer>
    </ZIndexLayer>
  );
}

/** Times under the axis; a regular time too near the newest one gives way to it. */
export function TimeAxis({ ticks, end, format }: { ticks: number[]; end: number; format: (t: number) => string }) {
  const area = usePlotArea();
  const x = useXAxisScale();
  if (!area || !x) return null;
  const y = area.y + area.height + 15;
  const right = area.x + area.width;
  return (
    <g>
      {ticks
        .filter((tick) => right - (x(tick) ?? 0) > 52)
        .map((tick) => (
          <text key={tick} x={x(tick)} y={y} textAnchor={(x(tick) ?? 0) - area.x < 16 ? "start" : "middle"}>
            {format(tick)}
          </text>
        ))}
      <text x={right} y={y} textAnchor="end">
        {format(end)}
      </text>
    </g>
  );
}

/** Hatching over the whole height where nobody sent anything. */
export function Gaps({ gaps, top }: { gaps: Gap[]; top: boolean }) {
  const area = usePlotArea();
  const x = useXAxisScale();
  const height = useChartHeight() ?? 0;
  const id = useId();
  if (!area || !x || gaps.length === 0) return null;
  const from = top ? area.y : 0;
  const until = top ? height : area.y + area.height;
  return (
    <ZIndexLayer zIndex={BEHIND}>
      <defs>
        <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path className={styles.hatch} d="M0 0v5" />
        </pattern>
      </defs>
      {gaps.map((gap) => {
        const left = Math.max(area.x, x(gap.from) ?? area.x);
        const right = Math.min(area.x + area.width, x(gap.to) ?? area.x);
        return <path key={gap.from} fill={`url(#${id})`} d={`M${left} ${from}H${right}V${until}H${left}Z`} />;
      })}
    </ZIndexLayer>
  );
}

/** The newest value of each line: at its right while it is the present, else where it was measured. */
export function EndLabels({ rows, metric, frame }: { rows: Row[]; metric: Metric; frame: Frame }) {
  const area = usePlotArea();
  const x = useXAxisScale();
  const y = useYAxisScale();
  if (!area || !x || !y) return null;
  const right = area.x + area.width;
  const ends = endsOf(metric.lines, rows, frame).map((end) => {
    const at = end.row ? (x(end.row.x) ?? right) : right;
    const before = end.row !== null && at > right - LABEL_WIDTH;
    return { ...end, at, before, wanted: (y(onAxis(end.value, metric.axis)) ?? area.y) + (end.row ? -6 : 4) };
  });
  return (
    <ZIndexLayer zIndex={ABOVE}>
      {[...new Set(ends.map(({ at }) => at))].flatMap((at) => {
        const own = ends.filter((end) => end.at === at);
        const wanted = own.map((end) => end.wanted);
        const placed = spread(wanted, LABEL_DISTANCE, area.y + 4, area.y + area.height + 4);
        return own.map(({ line, value, before }, i) => (
          <text
            key={line.id}
            className={styles.halo}
            x={before ? at - 6 : at + 8}
            y={placed[i]}
            textAnchor={before ? "end" : "start"}
            style={{ fill: INK[line.side], fontWeight: line.thin ? 400 : 500 }}
          >
            {line.text(value)}
          </text>
        ));
      })}
    </ZIndexLayer>
  );
}

/** The step under the pointer or the arrow keys. */
export function Cursor({ row }: { row: Row | undefined }) {
  const area = usePlotArea();
  const x = useXAxisScale();
  if (!area || !x || !row || !isMeasured(row)) return null;
  return (
    <ZIndexLayer zIndex={ABOVE}>
      <path className={styles.cursor} d={`M${x(row.x)} ${area.y}v${area.height}`} />
    </ZIndexLayer>
  );
}
