import { useConsole } from "@/components/console/console-context.tsx";
import { useKeys } from "@/components/console/use-keys.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import { loadLines } from "@/components/switches/form/lazy-lines.ts";
import { isHeld } from "@/components/switches/modules.ts";
import { raiseTarget } from "@/components/switches/raise.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { toStanding } from "@/components/switches/words.ts";
import { type Axis, isAxis, STAGES, switchKey } from "@/lib/core/stages/positions.ts";
import { directionOf, settledAt } from "@/lib/core/stages/state.ts";
import type { Opened } from "./board-row.tsx";
import { walked } from "./walk.ts";

type Options = {
  /** In the order of the board; not all need be drawn. */
  states: readonly ModuleState[];
  worst: ModuleState | null;
  goTo: (module: string) => void;
  onOpen: (opened: Opened | null) => void;
  onSelect: (module: string) => void;
  onCopy: (line: string) => void;
};

/** Keys of the board. They act on the row that has the focus, or on the worst module. */
export function useBoardKeys({ states, worst, goTo, onOpen, onSelect, onCopy }: Options): void {
  const acts = useActs();
  const { allows, place } = useConsole();

  const current = () => {
    const key = document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset.item;
    return states.findIndex(({ module }) => module.key === key);
  };
  const focused = () => states[current()] ?? worst;
  const step = (by: 1 | -1) => {
    const next = walked(states, worst, current(), by);
    if (next) goTo(next.module.key);
  };
  const axisInFocus = (): Axis => {
    const axis = document.activeElement?.closest<HTMLElement>("[data-axis]")?.dataset.axis;
    return isAxis(axis) ? axis : "data";
  };
  const review = (axis: Axis) => {
    const state = focused();
    const view = state?.switches[axis];
    if (state && view && raiseTarget(view) && allows("switch.forward")) onOpen({ module: state.module.key, axis });
  };
  const stage = (index: number) => {
    const state = focused();
    const view = state?.switches.data;
    const target = STAGES[index];
    if (!state || !view || !target) return;
    if (directionOf("data", toStanding(view), settledAt(target)) === "back")
      acts.rollback?.({ module: state.module.key, axis: "data", to: target });
    else if (raiseTarget(view) === target) review("data");
  };
  const onModule = (act: ((module: string) => void) | undefined) => () => {
    const state = focused();
    if (state) act?.(state.module.key);
  };

  useKeys({
    j: () => step(1),
    k: () => step(-1),
    "/": () => document.querySelector<HTMLInputElement>("input[data-filter]")?.focus(),
    r: onModule((module) => acts.rollback?.({ module })),
    u: onModule(acts.undo),
    h: () => {
      const state = focused();
      if (state) (isHeld(state.switches) ? acts.release : acts.hold)?.(state.module.key);
    },
    p: () => review(axisInFocus()),
    x: () => {
      const state = focused();
      if (state && allows("switch.back")) onSelect(state.module.key);
    },
    y: () => {
      const state = focused();
      const key = state && switchKey(state.module.key, axisInFocus());
      if (key) void loadLines().then(({ readLine }) => onCopy(readLine(place, key)));
    },
    ...Object.fromEntries(STAGES.map((_, index) => [index + 1, () => stage(index)])),
  });
}
