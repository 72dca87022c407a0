"use client";

import { useTranslations } from "next-intl";
import { VIEWS } from "@/components/charts/metric.ts";
import { RANGE_NAMES } from "@/components/charts/range.ts";
import { Segments } from "@/components/ui/segments.tsx";
import type { Kind } from "@/lib/measurements/schema.ts";
import styles from "./charts-section.module.css";
import type { ChartView } from "./use-chart-view.ts";

/** What to show, how, and how far back. */
export function ChartTools({ view, kinds, kind }: { view: ChartView; kinds: readonly Kind[]; kind: Kind | null }) {
  const t = useTranslations("module.charts");
  return (
    <div className={styles.tools}>
      {kinds.length > 1 && (
        <Segments
          label={t("kind")}
          options={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          value={kind}
          onChange={view.setKind}
        />
      )}
      <Segments
        label={t("view")}
        options={VIEWS.map((value) => ({ value, label: t(`views.${value}`) }))}
        value={view.view}
        onChange={view.setView}
      />
      <Segments
        label={t("range")}
        options={RANGE_NAMES.map((value) => ({ value, label: t(`ranges.${value}`) }))}
        value={view.range}
        onChange={view.setRange}
      />
      <button type="button" className="btn" aria-pressed={view.table} onClick={() => view.setTable(!view.table)}>
        {view.table ? t("chart") : t("table")}
      </button>
    </div>
  );
}
