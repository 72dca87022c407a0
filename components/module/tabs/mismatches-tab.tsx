"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { Time } from "@/components/ui/time.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { ModuleSummary } from "@/lib/measurements/schema.ts";
import { mismatchesQuery } from "@/lib/mismatches/queries.ts";
import inTab from "./in-tab.module.css";
import styles from "./list-tab.module.css";

/** Samples of answers that differed, the old left of the new, as the service redacted them. */
export function MismatchesTab({ module, summary }: { module: string; summary: ModuleSummary | null }) {
  const t = useTranslations("module.mismatches");
  const { place } = useConsole();
  const format = useFormat();
  const query = useQuery(mismatchesQuery(place.project, place.environment, module));
  const asked = useQueryState(query, 4);
  const items = query.data?.items ?? [];
  const { compared = 0, different = 0 } = summary?.comparisons ?? {};
  const counts = { compared: format.count(compared), different: format.count(different), rate: format.rate(different, compared) };
  const nothing = compared === 0 ? t("never") : different === 0 ? t("none", counts) : t("unsampled", counts);
  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={compared > 0 ? t("rate", counts) : undefined}
      state={asked.is === "ok" && items.length === 0 ? { is: "empty", text: nothing } : asked}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("field")}</th>
            <th scope="col">{t("kind")}</th>
            <th scope="col">{t("sides")}</th>
            <th scope="col" className="num">
              {t("seen")}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((sample) => (
            <tr key={sample.id}>
              <th scope="row" className="mono">
                {sample.field}
                <span className={styles.note}>{sample.operation}</span>
              </th>
              <td>{t(`kinds.${sample.kind}`)}</td>
              <td>
                <div className={styles.sides}>
                  <span className={styles.old}>{shown(sample.old)}</span>
                  <span className={styles.new}>{shown(sample.new)}</span>
                </div>
              </td>
              <td className="num">
                <Time at={sample.at} bare />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** A redacted value as text; a dash where the side has none. */
function shown(value: unknown): string {
  return value === undefined || value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value);
}
