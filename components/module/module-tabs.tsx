"use client";

import { useTranslations } from "next-intl";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import type { Effect, ModuleSwitches } from "@/components/switches/modules.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { late } from "@/components/ui/late.tsx";
import { Tabs } from "@/components/ui/tabs.tsx";
import type { Axis } from "@/lib/core/stages/positions.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import { InstancesTab } from "./tabs/instances-tab.tsx";
import { TABS_ID } from "./use-propose.ts";

const ContactsList = late(() => import("./tabs/contacts-list.tsx").then((module) => module.ContactsList));
const GatesTab = late(() => import("./tabs/gates-tab.tsx").then((module) => module.GatesTab));
const LedgerTab = late(() => import("./tabs/ledger-tab.tsx").then((module) => module.LedgerTab));
const MismatchesTab = late(() => import("./tabs/mismatches-tab.tsx").then((module) => module.MismatchesTab));
const JobsTab = late(() => import("./tabs/jobs-tab.tsx").then((module) => module.JobsTab));
const HistoryTab = late(() => import("./tabs/history-tab.tsx").then((module) => module.HistoryTab));
const RulesTab = late(() => import("./tabs/rules-tab.tsx").then((module) => module.RulesTab));
const ConnectTab = late(() => import("./tabs/connect-tab.tsx").then((module) => module.ConnectTab));

type Props = {
  state: ModuleState;
  details: ModuleSwitches;
  dataplane: string;
  revision: number;
  history: readonly ChangeView[];
  initialAxis: Axis;
  effect: Effect | null;
};

const NAMES = ["instances", "gates", "rules", "ledger", "mismatches", "jobs", "history", "snippet"] as const;

export function ModuleTabs({ state, details, dataplane, revision, history, initialAxis, effect }: Props) {
  const t = useTranslations("module.tabs");
  const [asked, setAsked] = useSearchValue("tab");
  const tab = NAMES.find((name) => name === asked) ?? "instances";
  const notes: Partial<Record<(typeof NAMES)[number], string>> = {
    instances: effect ? t("of", { applied: effect.applied, of: effect.of }) : "",
    history: history.length > 0 ? String(history.length) : "",
  };
  const { key } = state.module;
  return (
    <div id={TABS_ID} style={{ marginTop: 18 }}>
      <Tabs
        label={t("label")}
        tabs={NAMES.map((value) => ({ value, label: t(value), note: notes[value] ?? "" }))}
        value={tab}
        onChange={(value) => setAsked(value === "instances" ? "" : value)}
      >
        <div style={{ marginTop: 10 }}>
          {tab === "instances" && (
            <>
              <InstancesTab revision={revision} />
              <ContactsList module={key} />
            </>
          )}
          {tab === "gates" && <GatesTab switches={details} />}
          {tab === "rules" && <RulesTab module={key} switches={details} />}
          {tab === "ledger" && <LedgerTab module={key} />}
          {tab === "mismatches" && <MismatchesTab module={key} summary={state.summary} />}
          {tab === "jobs" && <JobsTab module={key} />}
          {tab === "history" && <HistoryTab switches={details} history={history} initialAxis={initialAxis} />}
          {tab === "snippet" && <ConnectTab module={key} dataplane={dataplane} revision={revision} />}
        </div>
      </Tabs>
    </div>
  );
}
