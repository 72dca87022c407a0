import type { Rule } from "../../core/evaluation/snapshot.ts";
import { type Given, lacking } from "../../core/stages/friction.ts";
import type { SecondaryWrites } from "../../core/stages/module.ts";
import { sameStanding } from "../../core/stages/state.ts";
import { authorise, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import type { Switch, SwitchChange } from "../../platform/generated/prisma/client.ts";
import { judge } from "../reads/judge.ts";
import { isAhead, partsOf, standingOf } from "../reads/rows.ts";
import type { Changed } from "../schema.ts";
import { authoriseMove } from "./change.ts";
import type { Locked } from "./lock.ts";
import { toStanding } from "./steps.ts";
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
export async function bringBack(
  context: ProjectContext,
  { environment, row, around, clock }: Locked & { row: Switch },
  { act, state, held, given }: Wanted,
): Promise<Changed> {
  const { module, axis } = partsOf(row.key);
  const releases = row.held && !held;
  if (releases) authorise(context, "switch.release", environment.id);
  const own = around.of(row.moduleId);
  const before = own.state[axis];
  const command = {
    ...toStanding(axis, standingOf(state)),
    act: "change",
    secondaryWrites: state.secondaryWrites as SecondaryWrites,
    ...(differ(state.rules, row.rules) && { rules: { ahead: isAhead(state.rules) } }),
  } as const;
  const released = before && releases ? { ...own.state, [axis]: { ...before, held: false } } : own.state;
  const judged = judge({ ...own, state: released }, command, environment, given, module, clock);
  if (judged.to) authoriseMove(context, environment, judged);
  const only = isOnlyBeside(row, state, held);
  const refusals = only ? judged.refusals.filter(({ rule }) => rule !== "unchanged") : judged.refusals;
  const wanting = releases && environment.protected ? lacking(2, given, module, false) : [];
  const all = [...refusals, ...wanting.filter(({ rule }) => !refusals.some((one) => one.rule === rule))];
  const next = judged.next ?? (only ? judged.to : null);
  if (!next || all.length > 0) throw refused(all);
  return store(context, environment, row, {
    act,
    state: { ...next, held },
    rules: state.rules as unknown as Rule[],
    checkRatio: state.checkRatio,
    gates: judged.gates,
    reason: given.reason,
    override: judged.overridden ? given.override : undefined,
  });
}

/** What differs is nothing the rules of a move know: whether it is held, and the part of reads compared. */
function isOnlyBeside(row: Switch, state: SwitchChange, held: boolean): boolean {
  return sameStanding(standingOf(row), standingOf(state)) && (row.held !== held || row.checkRatio !== state.checkRatio);
}

function differ(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
