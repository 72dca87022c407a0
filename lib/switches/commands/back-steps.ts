import { authorityGained, type ModuleState, type SecondaryWrites } from "../../core/stages/module.ts";
import { type Axis, switchKey } from "../../core/stages/positions.ts";
import { rollbackOrder, type Standings, walkBack } from "../../core/stages/rollback.ts";
import type { PlanStep } from "../schema.ts";

/**
 * The steps that take a module back, axis by axis in the order coexistence allows. Where the authority goes back,
 * secondary writes are made required first; at the end they are `policy` again, if that is known.
 */
export function backSteps(module: string, present: ModuleState, target: Standings, policy: SecondaryWrites | null): PlanStep[] {
  const steps: PlanStep[] = [];
  let state = present;
  for (const axis of rollbackOrder(present.data)) {
    const from = state[axis];
    const to = target[axis];
    if (!from || !to) continue;
    for (const standing of walkBack(axis, from, to)) {
      const now = state[axis] ?? from;
      let next = { ...now, ...standing };
      const turns = authorityGained(now, next).length > 0;
      if (turns && now.secondaryWrites !== "required") {
        steps.push(stepOf(module, axis, now, { secondaryWrites: "required" }));
        next = { ...next, secondaryWrites: "required" };
      }
      steps.push(stepOf(module, axis, next));
      state = { ...state, [axis]: next };
    }
  }
  const wanted = policy ?? present.data?.secondaryWrites;
  const moved = steps.some((step) => step.switch === switchKey(module, "data"));
  if (state.data && moved && state.data.secondaryWrites === "required" && wanted === "best-effort") {
    steps.push(stepOf(module, "data", state.data, { secondaryWrites: "best-effort" }));
  }
  return steps;
}

function stepOf(
  module: string,
  axis: Axis,
  { position, next, share }: PlanStep["to"],
  policy: Pick<PlanStep, "secondaryWrites"> = {},
): PlanStep {
  return { switch: switchKey(module, axis), to: { position, next, share }, ...policy };
}
