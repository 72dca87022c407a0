"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Measured } from "@/components/charts/comparison.tsx";
import { Key } from "@/components/charts/key.tsx";
import type { Range } from "@/components/charts/range.ts";
import { PointsTable } from "@/components/charts/table.tsx";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { late } from "@/components/ui/late.tsx";
import { Panel, type PanelState } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { moduleMeasurementsQuery } from "@/lib/measurements/queries/module.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import { bandsOf, decidingAxis, movesIn } from "./bands.ts";
import { ChangesList } from "./changes-list.tsx";
import { ChartNotes } from "./chart-notes.tsx";
import { ChartTools } from "./chart-tools.tsx";
import styles from "./charts-section.module.css";
import { LossesLine } from "./losses-line.tsx";
import { kindsOf, measuredOf } from "./measured.ts";
import { useChartView } from "./use-chart-view.ts";

/** The chart library comes with the first chart, not with the page. */
const Comparison = late(
  () => import("@/components/charts/comparison.tsx").then((loaded) => loaded.Comparison),
  <div className={styles.waiting} />,
);

const MOST_MARKS = 12;

type Props = { module: string; initialRange: Range; history: readonly ChangeView[] };

/** Old against new over time, and the switch changes that lie between. */
export function ChartsSection({ module, initialRange, history }: Props) {
  const t = useTranslations("module.charts");
  const words = useSwitchWords();
  const format = useFormat();
  const { place, environment } = useConsole();
  const view = useChartView(initialRange);
  const query = useQuery(moduleMeasurementsQuery(place.project, place.environment, module, view.span));
  const state = useQueryState(query, 9);
  const [selected, setSelected] = useState<number | null>(null);

  const data = useLastGood(query.data);
  const kinds = data ? kindsOf(data) : [];
  const kind = kinds.find((candidate) => candidate === view.kind) ?? kinds[0] ?? null;
  const measured: Measured | null = data && kind ? measuredOf(data, kind) : null;
  const frame = measured?.frame ?? data ?? { from: 0, to: 0 };
  const moves = movesIn(history, frame.from, frame.to, MOST_MARKS);
  const axis = decidingAxis(kind ?? "http");
  const bands = bandsOf(
    history.filter((change) => change.axis === axis),
    frame.from,
    frame.to,
    (standing) => ({
      label: words.place(placeOf(standing)),
      short: standing.next ? format.share(standing.share) : words.stage(standing.position),
    }),
  );
  const empty: PanelState = {
    is: "empty",
    text: t("empty", { range: t(`rangeWords.${view.range}`), environment: environment.name }),
  };

  return (
    <div className={styles.plots}>
      <Panel title={t("title")} note={<Key />} state={state.is === "ok" && data && !measured ? empty : state}>
        <ChartTools view={view} kinds={kinds} kind={kind} />
        {measured && (
          <>
            {view.table ? (
              <PointsTable {...measured} />
            ) : (
              <Comparison
                newest={measured}
                view={view.view}
                marks={moves.map(({ number, t: at }) => ({ number, t: at }))}
                bands={bands}
                selected={selected}
              />
            )}
            <ChartNotes measured={measured} range={view.range} onStep={view.setStep} />
          </>
        )}
      </Panel>
      <Panel title={t("changes")} note={t("changesNote", { count: moves.length, range: t(`ranges.${view.range}`) })}>
        <ChangesList moves={moves} selected={selected} onSelect={setSelected} />
      </Panel>
      <LossesLine />
    </div>
  );
}

/** What was read last, while what is asked for now cannot be had: another range without a network, for one. */
function useLastGood<T>(data: T | undefined): T | undefined {
  const [last, setLast] = useState(data);
  if (data !== undefined && data !== last) setLast(data);
  return data ?? last;
}
