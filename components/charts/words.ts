import { useTranslations } from "next-intl";
import { errorRate, type Gap, latest, MIN_SAMPLES_FOR_P99, type Row, type Sample, type Side } from "./data.ts";
import { grouped, percent, seconds } from "./format.ts";
import type { ChartTimes } from "./times.ts";

const SIDES = ["old", "new"] as const;

type Shown = {
  rows: readonly Row[];
  gaps: readonly Gap[];
  ended: readonly { side: Side; at: number }[];
  changes: number;
  times: ChartTimes;
};

/** The chart in one sentence, for those who do not see it. */
export function useSummary({ rows, gaps, ended, changes, times }: Shown): string {
  const t = useTranslations("charts");
  const sides = SIDES.flatMap((side) => {
    const rate = errorRate(rows, side);
    if (rate === null) return [];
    const figure = (value: number | null) => (value === null ? t("unknown") : seconds(value));
    return t("summary.side", {
      side: t(`side.${side}`),
      p99: figure(latest(rows, side, (sample) => sample.p99)),
      p50: figure(latest(rows, side, (sample) => sample.p50)),
      errors: percent(rate),
    });
  });
  const over = ended.map(({ side, at }) => t("summary.ended", { side: t(`side.${side}`), at: times.clock(at) }));
  const missing = gaps.map((gap) => t(`gap.${gap.at}`, { from: times.clock(gap.from), to: times.clock(gap.to) }));
  const parts = [...sides, ...over, ...missing, t("summary.changes", { count: changes })];
  return parts.join(t("joint"));
}

/** What one side did in a step, figure by figure; null when it has no samples there. */
export function useFigures(): (sample: Sample | null) => string[] | null {
  const t = useTranslations("charts");
  return (sample) => {
    if (!sample) return null;
    const p99 = sample.p99 === null && sample.count < MIN_SAMPLES_FOR_P99 ? t("few") : duration(sample.p99);
    return [
      `p99 ${p99}`,
      `p50 ${duration(sample.p50)}`,
      t("errors", { rate: percent(sample.rate) }),
      t("samples", { count: grouped(sample.count) }),
    ];
  };
}

/** A whole step in words, as the slider says it. */
export function useRowText(times: ChartTimes): (row: Row | undefined) => string {
  const t = useTranslations("charts");
  const figures = useFigures();
  return (row) => {
    if (!row) return t("nothing");
    const side = (name: Side) => `${t(`side.${name}`)} ${figures(row[name])?.join(", ") ?? t("nothing")}`;
    return [times.clock(row.t), ...SIDES.map(side)].join(t("joint"));
  };
}

function duration(value: number | null): string {
  return value === null ? "–" : seconds(value);
}
