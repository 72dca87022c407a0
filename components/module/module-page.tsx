"use client";

import { useQueries } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Range } from "@/components/charts/range.ts";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useCopy } from "@/components/console/use-copy.ts";
import { listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { Proposals } from "@/components/switches/proposals/proposals.tsx";
import { useEffectOf } from "@/components/switches/use-effect-of.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { Panel } from "@/components/ui/panel.tsx";
import type { Axis } from "@/lib/core/stages/positions.ts";
import { switchHistoryQuery } from "@/lib/switches/queries/module.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import { ChartsSection } from "./charts/charts-section.tsx";
import { ModuleHead } from "./module-head.tsx";
import { ModuleTabs } from "./module-tabs.tsx";
import { ProposePanel } from "./propose-panel.tsx";
import { proposedAxis } from "./proposed.ts";
import { ModuleRails } from "./rails/module-rails.tsx";
import { SharedRecordsLine } from "./shared-records-line.tsx";
import { useModuleKeys } from "./use-module-keys.ts";
import { useModuleState } from "./use-module-state.ts";
import { usePropose } from "./use-propose.ts";

type Props = { module: string; dataplane: string; initialRange: Range };

/** Everything about one module: better or worse than the old path, since which change, and the way back. */
export function ModulePage(props: Props) {
  const t = useTranslations("module");
  const { known, module, switches } = useModuleState(props.module);
  const query = useQueryState(switches.data === undefined ? switches : module, 8, [switches, module]);
  if (!known) {
    const gone = query.is === "ok" ? ({ is: "empty", text: t("gone", { module: props.module }) } as const) : query;
    return <Panel title={props.module} state={gone} />;
  }
  return <Known key={props.module} {...props} {...known} />;
}

type KnownProps = Props & { state: ModuleState; details: ModuleSwitches };

function Known({ state, details, dataplane, initialRange }: KnownProps) {
  const t = useTranslations("module");
  const { allows } = useConsole();
  const { module, switches } = state;
  const history = useHistory(details);
  const effect = useEffectOf(switches);
  const [axis, setAxis] = useState<Axis | null>(null);
  const [copied, copy] = useCopy();
  const open = usePropose(details, setAxis);
  useModuleKeys({ state, onPropose: open, onCopy: copy });

  const revision = Math.max(0, ...listOf(switches).map((view) => view.revision));
  const first = proposedAxis(switches);
  const mayPropose = allows("switch.forward") && module.archivedAt === null;
  const propose = first && mayPropose ? () => (axis === null ? open(first) : setAxis(null)) : null;
  return (
    <>
      <ModuleHead state={state} details={details} onPropose={propose} proposing={axis !== null} />
      {copied && (
        <p className="small dim" role="status">
          {t("copied")} <code>{copied}</code>
        </p>
      )}
      <ModuleRails switches={switches} details={details} onReview={setAxis} />
      <SharedRecordsLine module={module.key} />
      {axis && <ProposePanel state={state} axis={axis} onAxis={setAxis} onClose={() => setAxis(null)} />}
      <Proposals module={module.key} switches={details} />
      <ChartsSection module={module.key} initialRange={initialRange} history={history} />
      <ModuleTabs
        state={state}
        details={details}
        dataplane={dataplane}
        revision={revision}
        history={history}
        initialAxis={first ?? "data"}
        effect={effect}
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
