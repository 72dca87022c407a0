import { useChartHeight, usePlotArea, useXAxisScale, ZIndexLayer } from "recharts";
import styles from "./charts.module.css";
import type { Side } from "./data.ts";
import { INK } from "./theme.ts";

/** A switch change on the time axis. */
export type Mark = { number: number; t: number };
/** Where a switch stood for a while; `label` may be left out where it does not fit. */
export type Band = { from: number; to: number; label: string; short: string; side: Side; current: boolean };

const ABOVE = 900;
const TAG = 14;
const CHARACTER = 6;
const PRESENT: Record<Side, string | undefined> = { old: styles.nowOld, new: styles.nowNew };

/** Ink lines with numbered tags above them all; a tag that would cover its neighbour moves one row down. */
export function Marks({ marks, tags, selected }: { marks: Mark[]; tags: boolean; selected: number | null }) {
  const area = usePlotArea();
  const x = useXAxisScale();
  const height = useChartHeight() ?? 0;
  if (!area || !x) return null;
  let before = Number.NEGATIVE_INFINITY;
  let lowered = false;
  const placed = marks.map(({ number, t }) => {
    const at = x(t) ?? 0;
    const width = TAG + CHARACTER * (String(number).length - 1);
    lowered = at - width / 2 - before < 2 && !lowered;
    before = at + width / 2;
    return { number, at, width, y: 15 + (lowered ? TAG + 1 : 0) };
  });
  return (
    <ZIndexLayer zIndex={ABOVE}>
      {placed.map(({ number, at }) => (
        <g key={number} className={number === selected ? styles.picked : undefined}>
          <path className={styles.change} d={tags ? `M${at} 15V${height}` : `M${at} 0V${area.y + area.height}`} />
        </g>
      ))}
      {tags &&
        placed.map(({ number, at, width, y }) => (
          <g key={number}>
            <rect className={styles.tag} x={at - width / 2} y={y} width={width} height={TAG} rx={2} />
            <text className={styles.number} x={at} y={y + 11}>
              {number}
            </text>
          </g>
        ))}
    </ZIndexLayer>
  );
}

/** A strip over the plot: where the switch stood when. The present one has its side's colour, its words stand at the right. */
export function Bands({ bands }: { bands: Band[] }) {
  const area = usePlotArea();
  const x = useXAxisScale();
  if (!area || !x) return null;
  const right = area.x + area.width;
  return (
    <g>
      {bands.map((band) => {
        const from = Math.max(area.x, x(band.from) ?? area.x) + (band.from > 0 ? 1 : 0);
        const until = Math.min(right, x(band.to) ?? right);
        const width = Math.max(1, until - from - 1);
        const text = [band.label, band.short].find((candidate) => textWidth(candidate) + 10 <= width);
        return (
          <g key={band.from}>
            <rect className={band.current ? PRESENT[band.side] : styles.band} x={from} y={0.5} width={width} height={12} />
            {!band.current && text && (
              <text x={from + 5} y={10}>
                {text}
              </text>
            )}
            {band.current && (
              <text x={right + 8} y={10} style={{ fill: INK[band.side], fontWeight: 500 }}>
                {band.label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Near enough to decide whether words fit; Chinese characters are about twice as wide. */
function textWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > "\u2e80" ? 12 : CHARACTER), 0);
}
