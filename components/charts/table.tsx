import { useTranslations } from "next-intl";
import styles from "./charts.module.css";
import { csvOf } from "./csv.ts";
import { type Frame, isMeasured, rowsOf, type Sample, type Series } from "./data.ts";
import { grouped, percent, seconds } from "./format.ts";
import { useChartTimes } from "./times.ts";

const FIGURES = ["p99", "p50", "errors", "samples"] as const;

/** The chart as a table, newest first: the same points, old left of new. */
export function PointsTable({ series, frame }: { series: Series; frame: Frame }) {
  const t = useTranslations("charts");
  const times = useChartTimes(frame);
  const rows = rowsOf(series, frame).filter(isMeasured).toReversed();
  return (
    <section className={styles.table} aria-label={t("table")}>
      <table>
        <caption className="small">
          <button type="button" className="link" onClick={() => navigator.clipboard.writeText(csvOf(rows))}>
            {t("copyCsv")}
          </button>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("time")}</th>
            {(["old", "new"] as const).flatMap((side) =>
              FIGURES.map((figure) => (
                <th key={`${side}-${figure}`} scope="col" className={side === "old" ? "num c-old" : "num c-new"}>
                  {t(`side.${side}`)} {t(`column.${figure}`)}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.t}>
              <th scope="row">{times.clock(row.t)}</th>
              {(["old", "new"] as const).flatMap((side) =>
                cellsOf(row[side]).map((cell, i) => (
                  <td key={`${side}-${FIGURES[i]}`} className="num">
                    {cell}
                  </td>
                )),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellsOf(sample: Sample | null): string[] {
  if (!sample) return FIGURES.map(() => "–");
  const duration = (value: number | null) => (value === null ? "–" : seconds(value));
  return [duration(sample.p99), duration(sample.p50), percent(sample.rate), grouped(sample.count)];
}
