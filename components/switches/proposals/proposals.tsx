"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import type { ModuleSwitches } from "@/components/switches/modules.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { openProposalsQuery } from "@/lib/proposals/queries.ts";
import { ProposalRow } from "./proposal-row.tsx";

/** Changes of a module that wait for a second person, or for somebody to apply them. Absent when there are none. */
export function Proposals({ module, switches }: { module: string; switches: ModuleSwitches }) {
  const t = useTranslations("switches.proposals");
  const { place } = useConsole();
  const query = useQuery(openProposalsQuery(place.project, place.environment));
  const own = (query.data ?? []).filter((proposal) => proposal.module === module);
  if (own.length === 0) return null;
  return (
    <div style={{ margin: "14px 0" }}>
      <Panel title={t("title")} note={t("note")}>
        <ul>
          {own.map((proposal) => {
            const view = switches[proposal.axis];
            return view && <ProposalRow key={proposal.id} proposal={proposal} view={view} />;
          })}
        </ul>
      </Panel>
    </div>
  );
}
