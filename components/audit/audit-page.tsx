"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useKeys } from "@/components/console/use-keys.tsx";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { auditEventQuery, auditExportHref, auditPagesQuery, MOST_COUNTED, newestAuditQuery } from "@/lib/audit/queries.ts";
import type { AuditEventView } from "@/lib/audit/schema.ts";
import { AXES, switchKey } from "@/lib/core/stages/positions.ts";
import { modulesQuery } from "@/lib/modules/queries/modules.ts";
import styles from "./audit.module.css";
import { AuditFilters, useAuditSearch } from "./audit-filters.tsx";
import { AuditHead } from "./audit-head.tsx";
import { AuditTable } from "./audit-table.tsx";
import { newSince } from "./field-changes.ts";
import { VerifyChain } from "./verify-chain.tsx";

/** Who did what, newest first, for ever. The list never shifts: what is new is counted until it is asked for. */
export function AuditPage() {
  const t = useTranslations("audit");
  const { project } = useConsole();
  const search = useAuditSearch();
  const [edition, setEdition] = useState(0);
  const pages = useInfiniteQuery(auditPagesQuery(project.key, search, edition));
  const newest = useQuery(newestAuditQuery(project.key, search));
  const modules = useQuery(modulesQuery(project.key)).data ?? [];
  const state = useQueryState(pages, 10);
  const [asked, setAsked] = useSearchValue("event");
  useKeys({ "/": () => document.querySelector<HTMLInputElement>("input[data-filter]")?.focus() });

  const events = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const fresh = pages.data ? newSince(newest.data ?? [], events[0]?.sequence ?? 0) : 0;
  const named = Number(asked);
  const elsewhere = useNamedEvent(named, pages.data !== undefined && !events.some(({ sequence }) => sequence === named));
  const toggle = ({ sequence }: AuditEventView) => setAsked(sequence === named ? "" : String(sequence));
  const filtered = Object.keys(search).length > 0;
  const empty = state.is === "ok" && events.length === 0 && !pages.hasNextPage;

  return (
    <>
      <AuditHead />
      <AuditFilters targets={modules.flatMap(({ key }) => AXES.map((axis) => switchKey(key, axis)))} />
      <Panel
        title={t("listTitle")}
        note={filtered ? t("filtered") : t("listNote")}
        end={
          <span className={styles.exports}>
            {(["csv", "ndjson"] as const).map((format) => (
              <a key={format} href={auditExportHref(project.key, search, format)} download>
                {format.toUpperCase()}
              </a>
            ))}
          </span>
        }
        state={empty ? { is: "empty", text: filtered ? t("noMatch") : t("empty") } : state}
      >
        <p className={styles.fresh} role="status">
          {fresh > 0 && (
            <button type="button" className="btn" onClick={() => setEdition(edition + 1)}>
              {t("fresh", { count: fresh >= MOST_COUNTED ? `${MOST_COUNTED}+` : String(fresh) })}
            </button>
          )}
        </p>
        {elsewhere && <AuditTable events={[elsewhere]} open={named} onToggle={toggle} label={t("named", { sequence: named })} />}
        <AuditTable events={events} open={named} onToggle={toggle} label={t("listTitle")} />
        {pages.hasNextPage && (
          <p className={styles.older}>
            <button type="button" className="btn" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
              {pages.isFetchingNextPage ? t("loading") : t(events.length === 0 ? "further" : "older")}
            </button>
          </p>
        )}
      </Panel>
      <VerifyChain />
    </>
  );
}

/** The event an address names, when it is not among those listed. */
function useNamedEvent(sequence: number, missing: boolean): AuditEventView | null {
  const { project } = useConsole();
  const enabled = missing && Number.isInteger(sequence) && sequence > 0;
  return useQuery({ ...auditEventQuery(project.key, sequence), enabled, retry: false }).data ?? null;
}
