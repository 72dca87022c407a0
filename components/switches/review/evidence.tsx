"use client";

import { useTranslations } from "next-intl";
import { HealthText } from "@/components/switches/health-words.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import styles from "./review.module.css";

/** What the last minutes say, the old path left of the new. */
export function Evidence({ state }: { state: ModuleState }) {
  const t = useTranslations("switches");
  const tWords = useTranslations("words");
  const format = useFormat();
  const { summary, health } = state;
  const [old, fresh] = [summary?.old ?? null, summary?.new ?? null];
  const rows = [
    { name: t("evidence.requests"), old: old && format.count(old.count), new: fresh && format.count(fresh.count) },
    {
      name: t("evidence.errors"),
      old: old && format.rate(old.errors, old.count),
      new: fresh && format.rate(fresh.errors, fresh.count),
    },
    { name: "p50", old: old && format.duration(old.p50), new: fresh && format.duration(fresh.p50) },
    { name: "p99", old: old && format.duration(old.p99), new: fresh && format.duration(fresh.p99) },
  ];
  const compared = summary?.comparisons.compared ?? 0;
  return (
    <div className={styles.evidence}>
      <h2>
        {t("evidence.title")}
        <span>{t("evidence.span")}</span>
      </h2>
      <p>
        <Health state={health.state} long>
          <HealthText health={health} />
        </Health>
      </p>
      <table className="small">
        <thead>
          <tr>
            <td />
            <th className="num" scope="col">
              {tWords("path.old")}
            </th>
            <th className="num" scope="col">
              {tWords("path.new")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className="num">{row.old ?? "–"}</td>
              <td className="num">{row.new ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {compared > 0 && summary && (
        <p className="small dim">
          {t("evidence.mismatch", {
            rate: format.rate(summary.comparisons.different, compared),
            different: format.count(summary.comparisons.different),
            compared: format.count(compared),
          })}
        </p>
      )}
    </div>
  );
}
