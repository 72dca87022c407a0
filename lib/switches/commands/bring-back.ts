import { type Given, lacking } from "../../core/stages/friction.ts";
import { type Judged, judge } from "../../core/stages/judge.ts";
import { toStanding } from "../../core/stages/plan-step.ts";
import type { SecondaryWrites } from "../../core/stages/secondary-writes.ts";
import { endForwardPlan } from "../../plans/commands/take-over.ts";
import { authorise, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import type { Switch, SwitchChange } from "../../platform/generated/prisma/client.ts";
import { partsOf, rulesOf, standingOf } from "../reads/rows.ts";
import type { Changed } from "../schema/outcome.ts";
import { authoriseMove } from "./change.ts";
import type { Locked } from "./lock.ts";
import { store } from "./store.ts";

type Wanted = {
  act: "undo" | "restore";
  /** A state of the history. */
  state: SwitchChange;
  held: boolean;
  given: Given;
};

/**
 * Brings a state of the history back in one change: standing, rules, compared share and policy of secondary writes,
 * judged like any change that comes to the same. Releasing what was held meanwhile asks for the role of a release.
 */
export function bringBack(context: ProjectContext, locked: Locked & { row: Switch }, wanted: Wanted): Changed {
  const { environment } = locked;
  const { act, held, given } = wanted;
  let { row } = locked;
  const releases = row.held && !held;
  if (releases) authorise(context, "switch.release", environment.id);
  let judged = judgeState(locked, row, wanted);
  if (judged.to) authoriseMove(context, environment, judged);
  if (judged.course.direction === "back" && endForwardPlan(context, locked, row.moduleId)) {
    row = locked.rows.find(({ id }) => id === row.id) ?? row;
    judged = judgeState(locked, row, wanted);
  }
  const only = row.held !== held;
  const refusals = only ? judged.refusals.filter(({ rule }) => rule !== "unchanged") : judged.refusals;
  const wanting = releases && environment.protected ? lacking(2, given, partsOf(row.key).module, false) : [];
  const all = [...refusals, ...wanting.filter(({ rule }) => !refusals.some((one) => one.rule === rule))];
  const next = judged.next ?? (only ? judged.to : null);
  if (!next || all.length > 0) throw refused(all);
  return store(context, locked, row, {
    act,
    state: { ...next, held },
    gates: judged.gates,
    reason: given.reason,
    override: judged.overridden ? given.override : undefined,
  });
}

function judgeState({ environment, of, clock }: Locked, row: Switch, { state, held, given }: Wanted): Judged {
  const { module, axis } = partsOf(row.key);
  const own = of(row.moduleId);
  const before = own.state[axis];
  const released = before ? { ...own.state, [axis]: { ...before, held: before.held && held } } : own.state;
  const command = {
    ...toStanding(axis, standingOf(state)),
    act: "change",
    secondaryWrites: state.secondaryWrites as SecondaryWrites,
    rules: rulesOf(state.rules),
    checkRatio: state.checkRatio,
  } as const;
  return judge({ ...own, state: released }, command, environment, given, module, clock);
}
