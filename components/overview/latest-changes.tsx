"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { ChangeLine } from "@/components/switches/change-line.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { Time } from "@/components/ui/time.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { newsQuery } from "@/lib/switches/queries/standings.ts";

const SHOWN = 6;

/** What changed last. */
export function LatestChanges() {
  const t = useTranslations("overview");
  const shell = useTranslations("shell");
  const format = useFormat();
  const { place, href } = useConsole();
  const query = useQuery(newsQuery(place));
  const asked = useQueryState(query);
  const changes = (query.data ?? []).slice(0, SHOWN);
  const empty = { is: "empty", text: t("noChanges") } as const;
  return (
    <Panel
      title={t("latestChanges")}
      end={<Link href={href("/audit")}>{shell("page.audit")}</Link>}
      state={asked.is === "ok" && changes.length === 0 ? empty : asked}
    >
      <ul className="list">
        {changes.map((change) => (
          <li key={`${change.switch} ${change.version}`}>
            <span>
              <ChangeLine change={change} />
            </span>
            <span className="end small">
              <Time at={change.at} bare />
            </span>
            <span className="small">{change.reason ? format.labelled(change.by, change.reason) : change.by}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
