"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { Segments } from "@/components/ui/segments.tsx";
import { Time } from "@/components/ui/time.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { ledgerQuery } from "@/lib/ledger/queries.ts";
import type { LedgerEntryView } from "@/lib/ledger/schema.ts";
import inTab from "./in-tab.module.css";
import styles from "./list-tab.module.css";

/** Writes that one store took and the other did not: what waits for a repair, and what was mended. */
export function LedgerTab({ module }: { module: string }) {
  const t = useTranslations("module.ledger");
  const { place } = useConsole();
  const [state, setState] = useState<"open" | "resolved">("open");
  const query = useQuery(ledgerQuery(place.project, { environment: place.environment, module, state }));
  const asked = useQueryState(query, 4);
  const items = query.data?.items ?? [];
  const empty = asked.is === "ok" && items.length === 0;
  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={query.data && t("note", { open: query.data.open })}
      end={
        <Segments
          label={t("which")}
          options={(["open", "resolved"] as const).map((value) => ({ value, label: t(value) }))}
          value={state}
          onChange={setState}
        />
      }
      state={empty ? { is: "empty", text: t(state === "open" ? "emptyOpen" : "emptyResolved") } : asked}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("key")}</th>
            <th scope="col">{t("lacks")}</th>
            <th scope="col" className={styles.more}>
              {t("error")}
            </th>
            <th scope="col" className="num">
              {t("attempts")}
            </th>
            <th scope="col" className="num">
              {t(state === "open" ? "age" : "mended")}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((entry) => (
            <Row key={`${entry.store} ${entry.key}`} entry={entry} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ entry }: { entry: LedgerEntryView }) {
  const format = useFormat();
  const t = useTranslations("module.ledger");
  const words = useTranslations("words");
  return (
    <tr>
      <th scope="row" className="mono">
        {entry.key === "*" ? t("anyKey") : entry.key}
        <span className={styles.note}>{format.list([entry.operation, entry.service])}</span>
      </th>
      <td className={entry.store === "old" ? "c-old" : "c-new"}>{words(`path.${entry.store}`)}</td>
      <td className={`dim ${styles.more}`}>{entry.error}</td>
      <td className="num">{t("tried", { attempts: entry.attempts, failures: entry.sequence })}</td>
      <td className="num">
        <Time at={entry.resolvedAt ?? entry.failedAt} bare={entry.resolvedAt === null} />
        {entry.resolvedBy && <span className={styles.note}>{entry.resolvedBy}</span>}
      </td>
    </tr>
  );
}
