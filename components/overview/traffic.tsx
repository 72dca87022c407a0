"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { type Traffic, trafficQuery } from "@/lib/measurements/queries/traffic.ts";
import { newsQuery } from "@/lib/switches/queries/standings.ts";
import styles from "./traffic.module.css";
import { type At, linesOf } from "./traffic-lines.ts";

/** Who answered the requests of the last hour, old against new, with a line where a switch moved. */
export function TrafficPanel() {
  const t = useTranslations("overview.traffic");
  const { place } = useConsole();
  const query = useQuery(trafficQuery(place.project, place.environment));
  const changes = useQuery(newsQuery(place)).data ?? [];
  const asked = useQueryState(query);
  const empty = { is: "empty", text: t("empty") } as const;
  const lines = query.data && linesOf(query.data);
  const moved = changes.filter(({ direction }) => direction !== "none").map(({ at }) => Date.parse(at) / 1000);
  return (
    <Panel title={t("title")} note={t("note")} state={asked.is === "ok" && lines?.newest === null ? empty : asked}>
      {query.data && lines && lines.newest !== null && (
        <Chart traffic={query.data} newest={lines.newest} lines={lines} moved={moved} />
      )}
    </Panel>
  );
}

type ChartProps = { traffic: Traffic; newest: number; lines: ReturnType<typeof linesOf>; moved: readonly number[] };

function Chart({ traffic: { from, to }, newest, lines, moved }: ChartProps) {
  const t = useTranslations("overview.traffic");
  const format = useFormat();
  const shares = { new: format.rate(newest, 1), old: format.rate(1 - newest, 1) };
  const ends = { old: lines.old.at(-1)?.at(-1), new: lines.new.at(-1)?.at(-1) };
  const ended = lines.endedAt === null ? null : format.time(lines.endedAt * 1000);
  // At the end of the line where it ended, else beside the drawing.
  const left = `calc(${ended ? (ends.new?.x ?? 100) : 100}% + 8px)`;
  const summary = ended ? t("ended", { at: ended, ...shares }) : t("summary", shares);
  const marks = moved.filter((at) => at >= from && at <= to).map((at) => ((at - from) / (to - from)) * 100);
  return (
    <div className={styles.chart} role="img" aria-label={summary}>
      <div className={styles.plot}>
        {lines.gaps.map(({ from: start, to: end }) => (
          <span key={start} className={styles.gap} style={{ left: `${start}%`, width: `${end - start}%` }} />
        ))}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {marks.map((x) => (
            <path key={x} className={styles.change} d={`M${x} 0V100`} />
          ))}
          <path className={styles.old} d={lines.old.map(pathOf).join("")} />
          <path className={styles.new} d={lines.new.map(pathOf).join("")} />
        </svg>
        {ends.old && <span className={`${styles.end} ${styles.circle}`} style={position(ends.old)} />}
        {ends.new && <span className={`${styles.end} ${styles.square}`} style={position(ends.new)} />}
        <span className={`${styles.label} c-new`} style={{ left, top: `${labelTop(ends.new)}%` }}>
          {t("new", { share: shares.new })}
        </span>
        <span className={`${styles.label} c-old`} style={{ left, top: `${labelTop(ends.old, ends.new)}%` }}>
          {t("old", { share: shares.old })}
        </span>
      </div>
      <div className={styles.times}>
        <span>{format.time(from * 1000)}</span>
        <span>{format.time((from + to) * 500)}</span>
        <span>{format.time(to * 1000)}</span>
      </div>
      {ended && <p className="small mute">{t("none", { at: ended })}</p>}
    </div>
  );
}

function pathOf(stretch: readonly At[]): string {
  const points = stretch.map(({ x, y }) => `${x.toFixed(2)} ${y.toFixed(2)}`);
  // A single point still shows, as a dot of the line's own width.
  return points.length === 1 ? `M${points[0]}h.01` : `M${points.join("L")}`;
}

function position({ x, y }: At): React.CSSProperties {
  return { left: `${x}%`, top: `${y}%` };
}

/** Keeps two labels a line apart: the second gives way. 15 % of the height is a line. */
function labelTop(own: At | undefined, other?: At): number {
  const y = own?.y ?? 50;
  if (!other || Math.abs(y - other.y) >= 15) return y;
  return y < other.y || y < 50 ? other.y - 15 : other.y + 15;
}
