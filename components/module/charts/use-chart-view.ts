"use client";

import { VIEWS, type View } from "@/components/charts/metric.ts";
import { defaultStep, isRange, RANGES, type Range, stepsOf } from "@/components/charts/range.ts";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import type { Kind } from "@/lib/measurements/schema.ts";

/** What the charts show, kept in the URL so that it can be sent to somebody. */
export type ChartView = {
  range: Range;
  kind: Kind | null;
  view: View;
  table: boolean;
  span: { seconds: number; step: number };
  setRange: (range: Range) => void;
  setKind: (kind: Kind) => void;
  setView: (view: View) => void;
  setTable: (table: boolean) => void;
  setStep: (step: number) => void;
};

const KINDS: readonly Kind[] = ["http", "read", "write"];

export function useChartView(initialRange: Range): ChartView {
  const [askedRange, setRange] = useSearchValue("range");
  const [askedStep, setStep] = useSearchValue("step");
  const [askedKind, setKind] = useSearchValue("kind");
  const [askedView, setView] = useSearchValue("view");
  const [askedTable, setTable] = useSearchValue("table");
  const range = isRange(askedRange) ? askedRange : initialRange;
  const step = stepsOf(range).find((candidate) => String(candidate) === askedStep) ?? defaultStep(range);
  return {
    range,
    kind: KINDS.find((kind) => kind === askedKind) ?? null,
    view: VIEWS.find((view) => view === askedView) ?? "absolute",
    table: askedTable === "1",
    span: { seconds: RANGES[range], step },
    setRange: (next) => {
      setStep("");
      setRange(next === initialRange ? "" : next);
    },
    setKind,
    setView: (next) => setView(next === "absolute" ? "" : next),
    setTable: (next) => setTable(next ? "1" : ""),
    setStep: (next) => setStep(String(next)),
  };
}
