import { authorityGained } from "./authority.ts";
import type { PlanStep } from "./plan-step.ts";
import { AXES, switchKey } from "./positions.ts";
import type { JointState, Restored } from "./restored.ts";
import { rollbackOrder, walkBack } from "./rollback.ts";
import { sameRules } from "./subjects.ts";

/**
 * The steps that take a module back to a whole earlier state, axis by axis in the order coexistence allows. Where the
 * authority goes back, secondary writes are made required first; what the state says of policy comes last.
 */
export function backSteps(module: string, present: JointState, target: JointState): PlanStep[] {
  const state = { ...present };
  const steps: PlanStep[] = [];
  const go = (to: Restored) => {
    const from = state[to.axis];
    if (from) steps.push(stepOf(module, from, present[to.axis] ?? from, to));
    state[to.axis] = to;
  };
  for (const axis of rollbackOrder(present.data)) {
    const [from, to] = [present[axis], target[axis]];
    for (const stop of from && to ? walkBack(axis, from, to) : []) {
      const { secondaryWrites, checkRatio } = state[axis] ?? stop;
      const turns = authorityGained(state[axis] ?? stop, stop).length > 0;
      if (turns && state[axis] && secondaryWrites !== "required") go({ ...state[axis], secondaryWrites: "required" });
      go({ ...stop, secondaryWrites: turns ? "required" : secondaryWrites, checkRatio });
    }
  }
  for (const axis of AXES) {
    const [now, to] = [state[axis], target[axis]];
    const alike = now?.secondaryWrites === to?.secondaryWrites && now?.checkRatio === to?.checkRatio;
    if (now && to && !alike) go({ ...now, secondaryWrites: to.secondaryWrites, checkRatio: to.checkRatio });
  }
  return steps;
}

/** Rules that differ from those of `present` are in every step: one that finds the switch further back is passed over. */
function stepOf(module: string, from: Restored, present: Restored, to: Restored): PlanStep {
  const { position, next, share, rules, secondaryWrites, checkRatio } = to;
  return {
    switch: switchKey(module, to.axis),
    to: { position, next, share },
    ...(!sameRules(present.rules, rules) && { rules: [...rules] }),
    ...(from.secondaryWrites !== secondaryWrites && { secondaryWrites }),
    ...(from.checkRatio !== checkRatio && { checkRatio }),
  };
}
