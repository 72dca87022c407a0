"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { ChangeLine } from "@/components/switches/change-line.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { Time } from "@/components/ui/time.tsx";
import { recentChangesQuery, switchesQuery } from "@/lib/switches/queries.ts";
import type { ChangeView } from "@/lib/switches/schema.ts";

const SHOWN = 6;

/** What changed last, from the last hour and, before it, the newest change of each switch. */
export function LatestChanges() {
  const t = useTranslations("overview");
  const shell = useTranslations("shell");
  const { place, href } = useConsole();
  const recent = useQuery(recentChangesQuery(place));
  const switches = useQuery(switchesQuery(place));
  const asked = useQueryState(recent);
  const changes = newestOf(recent.data ?? [], switches.data?.flatMap(({ lastChange }) => lastChange ?? []) ?? []);
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
            <span className="end s">
              <Time at={change.at} bare />
            </span>
            <span className="s">
              {change.actor.name}
              {change.reason && `: ${change.reason}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function newestOf(...lists: ChangeView[][]): ChangeView[] {
  const known = new Map(lists.flat().map((change) => [`${change.switch} ${change.version}`, change]));
  return [...known.values()]
    .filter(({ act }) => act !== "created")
    .sort((a, b) => b.revision - a.revision)
    .slice(0, SHOWN);
}
