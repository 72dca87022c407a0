"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useConsole } from "@/components/console/console-context.tsx";
import { useKeys } from "@/components/console/use-keys.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import { loadLines } from "@/components/switches/form/lazy-lines.ts";
import { isHeld } from "@/components/switches/modules.ts";
import { raiseTarget } from "@/components/switches/raise.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { toStanding } from "@/components/switches/words.ts";
import { type Axis, STAGES, switchKey } from "@/lib/core/stages/positions.ts";
import { directionOf, settledAt } from "@/lib/core/stages/state.ts";
import { modulesQuery } from "@/lib/modules/queries/modules.ts";
import { proposedAxis } from "./proposed.ts";

type Options = {
  state: ModuleState;
  onPropose: (axis: Axis) => void;
  onCopy: (line: string) => void;
};

/** Keys of the module page. None applies a forward move; they open its review. */
export function useModuleKeys({ state, onPropose, onCopy }: Options): void {
  const { href, allows, place } = useConsole();
  const acts = useActs();
  const router = useRouter();
  const client = useQueryClient();
  const { module, switches } = state;

  /** The modules in the order of their keys; asked for when somebody walks. */
  const walk = async (by: 1 | -1) => {
    const modules = await client.ensureQueryData(modulesQuery(place.project)).catch(() => []);
    const next = modules[modules.findIndex(({ key }) => key === module.key) + by];
    if (next) router.push(href(`/m/${next.key}`));
  };
  const propose = (axis: Axis | null) => {
    if (axis && allows("switch.forward")) onPropose(axis);
  };
  const stage = (index: number) => {
    const view = switches.data;
    const target = STAGES[index];
    if (!view || !target) return;
    if (directionOf("data", toStanding(view), settledAt(target)) === "back")
      acts.rollback?.({ module: module.key, axis: "data", to: target });
    else if (raiseTarget(view) === target) propose("data");
  };

  useKeys({
    r: () => acts.rollback?.({ module: module.key }),
    u: () => acts.undo?.(module.key),
    h: () => (isHeld(switches) ? acts.release : acts.hold)?.(module.key),
    p: () => propose(proposedAxis(switches)),
    y: () => {
      const key = switchKey(module.key, proposedAxis(switches) ?? "data");
      void loadLines().then(({ readLine }) => onCopy(readLine(place, key)));
    },
    "[": () => void walk(-1),
    "]": () => void walk(1),
    ...Object.fromEntries(STAGES.map((_, index) => [String(index + 1), () => stage(index)])),
  });
}
