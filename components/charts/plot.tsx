import type { ReactNode } from "react";
import { type DotItemDotProps, Line, LineChart, XAxis, YAxis } from "recharts";
import styles from "./charts.module.css";
import { isIsolated, type Row } from "./data.ts";
import type { LineSpec, Metric } from "./metric.ts";
import { onAxis } from "./scale.ts";
import { MARKERS, type Sides, STROKE, WIDTH } from "./theme.ts";

/** The engine: one chart of lines over time. Everything else on it is a layer among the children. */
export function Plot({
  rows,
  x,
  metric,
  width,
  box,
  sides,
  children,
}: {
  rows: Row[];
  x: [number, number];
  metric: Metric;
  width: number;
  box: { height: number; top: number; bottom: number };
  sides: Sides;
  children: ReactNode;
}) {
  return (
    <LineChart
      data={rows}
      width={width}
      height={box.height}
      margin={{ top: box.top, bottom: box.bottom, ...sides }}
      accessibilityLayer={false}
    >
      <XAxis hide type="number" dataKey="x" domain={x} allowDataOverflow />
      <YAxis hide type="number" width={0} scale={metric.log ? "log" : "linear"} domain={metric.axis.domain} allowDataOverflow />
      {children}
      {metric.lines.map((line) => (
        <Line
          key={line.id}
          dataKey={(row: Row) => {
            const value = line.read(row);
            return value === null ? null : onAxis(value, metric.axis);
          }}
          type="linear"
          isAnimationActive={false}
          activeDot={false}
          dot={markersOf(line, rows)}
          strokeWidth={line.thin ? WIDTH.thin : WIDTH.main}
          {...STROKE[line.side]}
        />
      ))}
    </LineChart>
  );
}

/** About eight markers a line and one at its end; a point without neighbours would be invisible without one. */
function markersOf(line: LineSpec, rows: Row[]) {
  const values = rows.map(line.read);
  const last = values.findLastIndex((value) => value !== null);
  const spacing = Math.max(1, Math.ceil(rows.length / MARKERS));
  return ({ index, cx, cy }: DotItemDotProps) => {
    const regular = !line.thin && (index % spacing === Math.floor(spacing / 2) || index === last);
    const shown = values[index] !== null && (regular || isIsolated(values, index));
    if (!shown || cx === undefined || cy === undefined) return <g key={index} />;
    return line.side === "old" ? (
      <circle key={index} className={styles.markOld} cx={cx} cy={cy} r={2.6} />
    ) : (
      <rect key={index} className={styles.markNew} x={cx - 2.5} y={cy - 2.5} width={5} height={5} />
    );
  };
}
