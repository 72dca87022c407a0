"use client";

import { useTranslations } from "next-intl";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import { Tabs } from "@/components/ui/tabs.tsx";
import type { Axis } from "@/lib/core/stages/positions.ts";
import type { ChangeView } from "@/lib/switches/schema.ts";
import { HistoryTab } from "./history-tab.tsx";
import { InstancesTab } from "./instances-tab.tsx";
import { SnippetTab } from "./snippet-tab.tsx";

type Props = {
  module: string;
  dataplane: string;
  revision: number;
  history: readonly ChangeView[];
  initialAxis: Axis;
  instances: { applied: number; of: number } | null;
};

const NAMES = ["instances", "history", "snippet"] as const;

export function ModuleTabs({ module, dataplane, revision, history, initialAxis, instances }: Props) {
  const t = useTranslations("module.tabs");
  const [asked, setAsked] = useSearchValue("tab");
  const tab = NAMES.find((name) => name === asked) ?? "instances";
  const notes = {
    instances: instances ? t("of", instances) : "",
    history: history.length > 0 ? String(history.length) : "",
    snippet: "",
  };
  return (
    <div style={{ marginTop: 18 }}>
      <Tabs
        label={t("label")}
        tabs={NAMES.map((value) => ({ value, label: t(value), note: notes[value] }))}
        value={tab}
        onChange={(value) => setAsked(value === "instances" ? "" : value)}
      >
        <div style={{ marginTop: 10 }}>
          {tab === "instances" && <InstancesTab revision={revision} />}
          {tab === "history" && <HistoryTab history={history} initialAxis={initialAxis} />}
          {tab === "snippet" && <SnippetTab module={module} dataplane={dataplane} />}
        </div>
      </Tabs>
    </div>
  );
}
