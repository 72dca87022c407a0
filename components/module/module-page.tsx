"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Range } from "@/components/charts/range.ts";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useCopy } from "@/components/console/use-copy.ts";
import { listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { Proposals } from "@/components/switches/proposals.tsx";
import { type ModuleState, useModuleStates } from "@/components/switches/use-module-health.ts";
import { Panel } from "@/components/ui/panel.tsx";
import type { Axis } from "@/lib/core/stages/positions.ts";
import { instancesQuery } from "@/lib/instances/queries.ts";
import { switchHistoryQuery } from "@/lib/switches/queries.ts";
import type { ChangeView } from "@/lib/switches/schema.ts";
import { ChartsSection } from "./charts-section.tsx";
import { following } from "./lagging.ts";
import { ModuleHead } from "./module-head.tsx";
import { ModuleRails } from "./module-rails.tsx";
import { ModuleTabs } from "./module-tabs.tsx";
import { ProposePanel } from "./propose-panel.tsx";
import { proposedAxis } from "./proposed.ts";
import { SharedRecordsLine } from "./shared-records-line.tsx";
import { useModuleKeys } from "./use-module-keys.ts";
import { usePropose } from "./use-propose.ts";

type Props = { module: string; dataplane: string; initialRange: Range };

/** Everything about one module: better or worse than the old path, since which change, and the way back. */
export function ModulePage(props: Props) {
  const t = useTranslations("module");
  const { states, modules, switches } = useModuleStates();
  const query = useQueryState(switches.data === undefined ? switches : modules, 8);
  const state = states?.find(({ module }) => module.key === props.module);
  if (!states || !state) {
    const gone = query.is === "ok" ? ({ is: "empty", text: t("gone", { module: props.module }) } as const) : query;
    return <Panel title={props.module} state={gone} />;
  }
  const names = states.map(({ module }) => module.key).sort();
  return <Known key={state.module.key} {...props} state={state} names={names} />;
}

function Known({ state, names, dataplane, initialRange }: Props & { state: ModuleState; names: string[] }) {
  const t = useTranslations("module");
  const { place, allows } = useConsole();
  const { module, switches } = state;
  const history = useHistory(switches);
  const instances = useQuery(instancesQuery(place.project, place.environment));
  const [axis, setAxis] = useState<Axis | null>(null);
  const [copied, copy] = useCopy();
  const open = usePropose(switches, setAxis);
  useModuleKeys({ state, modules: names, onPropose: open, onCopy: copy });

  const revision = Math.max(0, ...listOf(switches).map((view) => view.revision));
  const first = proposedAxis(switches);
  const propose = first && allows("switch.forward") ? () => (axis === null ? open(first) : setAxis(null)) : null;
  return (
    <>
      <ModuleHead state={state} onPropose={propose} proposing={axis !== null} />
      {copied && (
        <p className="s dim" role="status">
          {t("copied")} <code>{copied}</code>
        </p>
      )}
      <ModuleRails state={state} onReview={setAxis} />
      <SharedRecordsLine module={module.key} />
      {axis && <ProposePanel state={state} axis={axis} onAxis={setAxis} onClose={() => setAxis(null)} />}
      <Proposals module={module.key} switches={switches} />
      <ChartsSection module={module.key} initialRange={initialRange} history={history} />
      <ModuleTabs
        state={state}
        dataplane={dataplane}
        revision={revision}
        history={history}
        initialAxis={first ?? "data"}
        instances={instances.data ? following(instances.data, revision) : null}
      />
    </>
  );
}

/** Every known state of the module's switches; the newest hundred of each. */
function useHistory(switches: ModuleSwitches): ChangeView[] {
  const { place } = useConsole();
  return useQueries({
    queries: listOf(switches).map((view) => switchHistoryQuery(place, view.key)),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
}
