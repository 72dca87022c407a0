import type { Rule } from "../evaluation/snapshot.ts";
import type { ModuleState, SwitchState } from "../stages/module.ts";
import type { Command } from "../stages/move.ts";
import type { SecondaryWrites } from "../stages/secondary-writes.ts";
import type { Model } from "./model.ts";

/** What a lead may ask for, and how it is told. */

export const PIN: Rule = {
  name: "partners",
  conditions: [{ attribute: "partner", operator: "equals", value: true }],
  result: "position",
};

export function commandsOf({ scene }: Model, { call, data }: ModuleState): Command[] {
  if (!call || !data) return [];
  const other: SecondaryWrites = data.secondaryWrites === "required" ? "best-effort" : "required";
  const policies = scene.moves.secondaryWrites ? [{}, { secondaryWrites: other }] : [{}];
  const pins = scene.pins ? [{}, { rules: data.rules.length > 0 ? [] : [PIN] }] : [{}];
  const pauses = scene.moves.pause ? [{}, { paused: !data.paused }] : [{}];
  const places = scene.targets.flatMap((target) => scene.shares.map((share) => ({ target, share })));
  const changes = policies.flatMap((policy) => pauses.flatMap((pause) => pins.map((pin) => ({ ...policy, ...pause, ...pin }))));
  const onData = places
    .flatMap((place) => changes.map((change) => ({ ...place, ...change })))
    .filter((change) => !scene.ordered || inTurn(change, data))
    .map((change) => ({ ...change, switch: "data" as const, act: "change" as const }));
  const onCall = ["old", "new"].flatMap((target) =>
    scene.shares.map((share) => ({ target, share, switch: "call" as const, act: "change" as const })),
  );
  return [...onData, ...(scene.moves.call ? onCall : [])];
}

/** Of a pausing cut-over: only what is paused moves, and resuming is a change of its own. */
function inTurn(change: { target: string; paused?: boolean }, data: SwitchState): boolean {
  return change.target === data.position || (data.paused && change.paused === undefined);
}

export function wordsOf(axis: string, module: ModuleState, to: SwitchState): string {
  const from = module[to.axis] as SwitchState;
  const where = ({ position, next, share }: SwitchState) =>
    next === null ? position : `${share / 1000} % of ${position} → ${next}`;
  const moved = where(from) === where(to) ? [] : [`moves ${axis} from ${where(from)} to ${where(to)}`];
  const policy = from.secondaryWrites === to.secondaryWrites ? [] : [`makes secondary writes ${to.secondaryWrites}`];
  const pause = from.paused === to.paused ? [] : [to.paused ? "pauses writes" : "resumes writes"];
  const rules =
    from.rules.length === to.rules.length
      ? []
      : [to.rules.length > 0 ? "keeps some subjects back" : "keeps nobody back any more"];
  return `The lead ${[...moved, ...policy, ...pause, ...rules].join(" and ")}`;
}
