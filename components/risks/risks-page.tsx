"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { CsvButton } from "@/components/console/csv-button.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { sorted, sortingIn } from "@/components/console/sort-head.tsx";
import { useKeys } from "@/components/console/use-keys.tsx";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { Segments } from "@/components/ui/segments.tsx";
import { risksQuery } from "@/lib/risks/queries.ts";
import { inCell } from "./cells.ts";
import { RiskAnchors } from "./risk-anchors.tsx";
import { RiskGrid } from "./risk-grid.tsx";
import { RiskList } from "./risk-list.tsx";
import { RiskSheet } from "./risk-sheet.tsx";
import { RisksHead } from "./risks-head.tsx";
import styles from "./risks-page.module.css";
import { COLUMNS, csvLines, keyOf } from "./sorting.ts";

/** The risk register: the grid to find, the list to read, a sheet to change. */
export function RisksPage() {
  const t = useTranslations("risks");
  const { project, allows } = useConsole();
  const query = useQuery(risksQuery(project.key));
  const state = useQueryState(query, 8);
  const [cell, setCell] = useSearchValue("cell");
  const [status, setStatus] = useSearchValue("status");
  const [pointed, setPointed] = useState<number | null>(null);
  const { sheet, show, close } = useSheet(["risk", "new-risk"]);
  const mayEdit = allows("plan.edit");
  useKeys({
    n: () => {
      if (mayEdit) show("new-risk");
    },
  });

  const all = query.data ?? [];
  const shownStatus = status === "closed" ? "closed" : "open";
  const ofStatus = all.filter((risk) => risk.status === shownStatus);
  const [sort] = useSearchValue("sort");
  const sorting = sortingIn(sort, COLUMNS);
  const shown = sorted(
    ofStatus.filter((risk) => inCell(cell, risk)),
    sorting,
    keyOf,
  );
  const opened = sheet?.kind === "risk" && all.find(({ number }) => String(number) === sheet.of);
  const selected = shown.find(({ number }) => number === pointed) ?? shown[0] ?? null;
  const add = (
    <button type="button" className="btn" onClick={() => show("new-risk")}>
      {t("new")} <kbd className="wide-only">n</kbd>
    </button>
  );
  const empty = state.is === "ok" && ofStatus.length === 0;

  return (
    <>
      <RisksHead
        risks={all}
        known={query.data !== undefined}
        end={mayEdit ? add : <span className="small">{t("needsLead")}</span>}
      />
      <div className={styles.columns}>
        <Panel className={styles.matrix} title={t("gridTitle")} note={t("gridNote")} state={state}>
          <RiskGrid risks={ofStatus} cell={cell} onCell={setCell} selected={selected} />
          {selected && <RiskAnchors risk={selected} />}
        </Panel>
        <Panel
          title={cell ? t("filtered", { count: shown.length, of: ofStatus.length }) : t("listTitle")}
          note={cell ? undefined : t("listNote")}
          end={
            <span className={styles.tools}>
              <CsvButton name="risks" lines={async () => csvLines(shown)} />
              {cell && (
                <button type="button" className="link" onClick={() => setCell("")}>
                  {t("showAll")}
                </button>
              )}
              <Segments
                label={t("status")}
                options={[
                  { value: "open", label: t("open") },
                  { value: "closed", label: t("closed") },
                ]}
                value={shownStatus}
                onChange={(value) => setStatus(value === "open" ? "" : value)}
              />
            </span>
          }
          state={empty ? { is: "empty", text: t(shownStatus === "open" ? "empty" : "emptyClosed") } : state}
        >
          <RiskList
            risks={shown}
            sorting={sorting}
            selected={selected}
            onOpen={({ number }) => show("risk", number)}
            onSelect={({ number }) => setPointed(number)}
          />
          {shown.length === 0 && !empty && <p className="dim">{t("noneInCell")}</p>}
        </Panel>
      </div>
      {mayEdit && sheet?.kind === "new-risk" && <RiskSheet risk="new" onClose={close} />}
      {opened && <RiskSheet key={opened.number} risk={opened} onClose={close} />}
    </>
  );
}
