"use client";

import { useTranslations } from "next-intl";
import type { Measured } from "@/components/charts/comparison.tsx";
import { gapsOf, rowsOf, thinSides } from "@/components/charts/data.ts";
import { endedSides } from "@/components/charts/ends.ts";
import { type Range, stepForP99 } from "@/components/charts/range.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import styles from "./charts-section.module.css";

type Props = { measured: Measured; range: Range; onStep: (step: number) => void };

/** What the drawing leaves out and why: hatched stretches, a path that ended, and a p99 hidden for want of samples. */
export function ChartNotes({ measured: { series, frame }, range, onStep }: Props) {
  const t = useTranslations("module.charts");
  const chart = useTranslations("charts");
  const words = useTranslations("words");
  const format = useFormat();
  const rows = rowsOf(series, frame);
  const gaps = gapsOf(rows, frame);
  const thin = thinSides(rows);
  const step = thin.length > 0 ? stepForP99(rows, thin, frame, range) : null;
  const time = (at: number) => format.time(at * 1000);
  return (
    <div className={`small mute ${styles.notes}`}>
      {gaps.length > 0 && (
        <p>
          {t("hatched", {
            gaps: gaps
              .slice(-3)
              .map((gap) => chart(`gap.${gap.at}`, { from: time(gap.from), to: time(gap.to) }))
              .join(chart("joint")),
          })}
        </p>
      )}
      {endedSides(rows, frame).map(({ side, at }) => (
        <p key={side}>{t("ended", { side: words(`path.${side}`), at: time(at) })}</p>
      ))}
      {thin.map((side) => (
        <p key={side}>
          {t("thin", { side: words(`path.${side}`) })}{" "}
          {step && side === thin.at(-1) && (
            <button type="button" className="link" onClick={() => onStep(step)}>
              {t("coarser", { step: chart("duration", { seconds: step }) })}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
