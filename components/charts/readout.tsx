import { useTranslations } from "next-intl";
import styles from "./charts.module.css";
import type { Row } from "./data.ts";
import { Glyph } from "./glyph.tsx";
import type { ChartTimes } from "./times.ts";
import { useFigures } from "./words.ts";

/** The figures of the step under the pointer, in a place of its own: nothing covers the lines. */
export function Readout(props: { row: Row | undefined; step: number; held: boolean; newer: number; times: ChartTimes }) {
  const { row, step, held, newer, times } = props;
  const t = useTranslations("charts");
  const figures = useFigures();
  return (
    <div className={`small ${styles.readout}`}>
      {row ? (
        <>
          <span className={styles.clock}>{times.clock(row.t)}</span>
          {(["old", "new"] as const).map((side) => (
            <span key={side} className={styles.figures}>
              <Glyph side={side} />
              <span className="visually-hidden">{t(`side.${side}`)}</span>
              {(figures(row[side]) ?? [t("nothing")]).map((figure) => (
                <span key={figure}>{figure}</span>
              ))}
            </span>
          ))}
        </>
      ) : (
        <span className="mute">{t("eachPoint", { step: t("duration", { seconds: step }) })}</span>
      )}
      {held && <span className={styles.paused}>{t("paused", { count: newer })}</span>}
    </div>
  );
}
