"use client";

import { useTranslations } from "next-intl";
import { raiseTarget } from "@/components/switches/raise.ts";
import { Review } from "@/components/switches/review/lazy-review.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { Segments } from "@/components/ui/segments.tsx";
import type { Axis } from "@/lib/core/stages/positions.ts";
import { raisable } from "./proposed.ts";

type Props = { state: ModuleState; axis: Axis; onAxis: (axis: Axis) => void; onClose: () => void };

/** The next move of one axis under review, below the rails it would change. */
export function ProposePanel({ state, axis, onAxis, onClose }: Props) {
  const t = useTranslations("module");
  const words = useTranslations("words");
  const view = state.switches[axis];
  if (!view || !raiseTarget(view)) return null;
  const options = raisable(state.switches).map((value) => ({ value, label: words(`Axis.${value}`) }));
  return (
    <div style={{ margin: "14px 0" }}>
      <Panel
        title={t("proposal")}
        end={options.length > 1 && <Segments label={t("axis")} options={options} value={axis} onChange={onAxis} />}
      >
        <Review state={state} axis={axis} onClose={onClose} />
      </Panel>
    </div>
  );
}
