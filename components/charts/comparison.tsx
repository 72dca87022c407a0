"use client";

import { useTranslations } from "next-intl";
import { type PointerEvent, useId, useMemo, useRef, useState } from "react";
import styles from "./charts.module.css";
import { type Frame, gapsOf, isMeasured, type Row, rowsOf, type Series } from "./data.ts";
import { endedSides } from "./ends.ts";
import { useHeld, useWidth } from "./hooks.ts";
import { Cursor, EndLabels, Gaps, Grid, Limit, TimeAxis } from "./layers.tsx";
import { type Band, Bands, type Mark, Marks } from "./marks.tsx";
import { metricsOf, type View } from "./metric.ts";
import { Plot } from "./plot.tsx";
import { Readout } from "./readout.tsx";
import { timeTicks } from "./scale.ts";
import { isNarrow, LOWER, sidesOf, UPPER } from "./theme.ts";
import { useChartTimes } from "./times.ts";
import { useRowText, useSummary } from "./words.ts";

export type Measured = { series: Series; frame: Frame };

/**
 * Latency above, errors below, on one time axis. One tab stop: a slider whose arrows walk the points.
 * While it is hovered or focused nothing moves; newer points are counted instead.
 */
export function Comparison(props: { newest: Measured; view: View; marks: Mark[]; bands: Band[]; selected: number | null }) {
  const { newest, view, marks, bands, selected } = props;
  const t = useTranslations("charts");
  const { shown, held, hold, release } = useHeld(newest);
  const { frame } = shown;
  const rows = useMemo(() => rowsOf(shown.series, shown.frame), [shown]);
  const measured = useMemo(() => rows.filter(isMeasured), [rows]);
  const gaps = useMemo(() => gapsOf(rows, shown.frame), [rows, shown]);
  const ended = useMemo(() => endedSides(rows, shown.frame), [rows, shown]);
  const { upper, lower } = useMemo(() => metricsOf(view, rows), [view, rows]);

  const box = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const width = useWidth(box);
  const [cursor, setCursor] = useState<number | null>(null);
  const describedBy = useId();
  const times = useChartTimes(frame);
  const summary = useSummary({ rows, gaps, ended, changes: marks.length, times });
  const rowText = useRowText(times);

  const sides = sidesOf(width);
  const x: [number, number] = [frame.from, frame.to];
  const ticks = timeTicks(frame.from, frame.to, isNarrow(width) ? 3 : 7, times.offset);
  const row = cursor === null ? undefined : measured[Math.min(cursor, measured.length - 1)];
  const newer = held ? newestCount(newest, shown) : 0;

  const point = (event: PointerEvent<HTMLDivElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - bounds.left - sides.left) / (width - sides.left - sides.right);
    setCursor(nearest(measured, frame.from + share * (frame.to - frame.from)));
  };
  const rest = (stillHeld: boolean) => {
    if (stillHeld) return;
    release();
    setCursor(null);
  };

  const shared = { rows, x, width, sides };
  return (
    <div className={styles.comparison}>
      <p className="visually-hidden" id={describedBy}>
        {summary}
      </p>
      <div
        ref={box}
        className={styles.canvas}
        onPointerEnter={hold}
        onPointerMove={point}
        onPointerLeave={() => rest(document.activeElement === slider.current)}
      >
        <input
          ref={slider}
          className={styles.slider}
          type="range"
          min={0}
          max={Math.max(0, measured.length - 1)}
          value={cursor ?? Math.max(0, measured.length - 1)}
          aria-label={t("walk")}
          aria-describedby={describedBy}
          aria-valuetext={rowText(row ?? measured.at(-1))}
          onFocus={() => {
            hold();
            setCursor((before) => before ?? measured.length - 1);
          }}
          onBlur={() => rest(box.current?.matches(":hover") ?? false)}
          onChange={(event) => setCursor(Number(event.target.value))}
        />
        {width > 0 && (
          <div aria-hidden="true">
            <Plot {...shared} metric={upper} box={UPPER}>
              <Bands bands={bands} />
              <Gaps gaps={gaps} top />
              <Grid metric={upper} />
              {upper.limit && <Limit value={upper.limit.value} label={t(`limit.${upper.limit.label}`)} />}
              <EndLabels rows={rows} metric={upper} frame={frame} />
              <Marks marks={marks} tags selected={selected} />
              <Cursor row={row} />
            </Plot>
            <div className={styles.lower}>
              <span className={styles.title} style={{ left: sides.left }}>
                {t(`lower.${view}`)}
              </span>
              <Plot {...shared} metric={lower} box={LOWER}>
                <Gaps gaps={gaps} top={false} />
                <Grid metric={lower} />
                {lower.limit && <Limit value={lower.limit.value} label={t(`limit.${lower.limit.label}`)} />}
                <TimeAxis ticks={ticks} end={frame.to} format={times.tick} />
                <EndLabels rows={rows} metric={lower} frame={frame} />
                <Marks marks={marks} tags={false} selected={selected} />
                <Cursor row={row} />
              </Plot>
            </div>
          </div>
        )}
      </div>
      <Readout row={row} step={frame.step} newer={newer} held={held} times={times} />
    </div>
  );
}

function nearest(rows: readonly Row[], t: number): number {
  let best = 0;
  for (let i = 1; i < rows.length; i += 1) {
    if (Math.abs((rows[i] as Row).x - t) < Math.abs((rows[best] as Row).x - t)) best = i;
  }
  return best;
}

function newestCount(newest: Measured, shown: Measured): number {
  const end = Math.max(0, ...Object.values(shown.series).flatMap((points) => points.at(-1)?.t ?? 0));
  const later = Object.values(newest.series).flatMap((points) => points.filter((point) => point.t > end).map((point) => point.t));
  return new Set(later).size;
}
