import { raiseTarget } from "@/components/switches/raise.ts";
import { toStanding, toState } from "@/components/switches/words.ts";
import { courseOf } from "@/lib/core/stages/course.ts";
import { type Level, lacking } from "@/lib/core/stages/friction.ts";
import { pinsOf } from "@/lib/core/stages/module.ts";
import { type Axis, type Position, planOf, type Side, type Stage } from "@/lib/core/stages/positions.ts";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import type { SecondaryWrites } from "@/lib/core/stages/secondary-writes.ts";
import { type Direction, FULL_SHARE, placeAt, type Standing, sameStanding } from "@/lib/core/stages/state.ts";
import type { ChangeBody } from "@/lib/switches/schema/bodies.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import type { GateView } from "@/lib/switches/schema/fields.ts";
import type { Preview } from "@/lib/switches/schema/outcome.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** A proposal for one axis: `share` of the subjects at `target`, the position after the one it stands at. */
export type Proposal = { target: Position; share: number };

/** What the reader says besides the share. */
export type Draft = {
  reason: string;
  confirm: string;
  override: string;
  cutOver: "mixed" | "pause";
  /** Longest pause in seconds. */
  pauseSeconds: number;
};

export const BLANK: Draft = { reason: "", confirm: "", override: "", cutOver: "mixed", pauseSeconds: 2 };

/** The body that stores a proposal. Nobody at the target means everybody back at the position. */
export function bodyOf(view: SwitchView, { target, share }: Proposal): Pick<ChangeBody, "target" | "share"> {
  return share === 0 ? { target: view.position, share: FULL_SHARE } : { target, share };
}

/** The body that asks what a proposal would come to; what is typed does not change the answer of the rules. */
export function previewBody(view: SwitchView, proposal: Proposal, { cutOver, pauseSeconds }: Draft): ChangeBody {
  const paused = cutOver === "pause" && movesAuthority(view, proposal) ? { cutOver, pauseSeconds } : {};
  return { ...bodyOf(view, proposal), expectedVersion: view.version, ...paused };
}

/** The body that stores it, with the words given. */
export function changeBody(view: SwitchView, proposal: Proposal, draft: Draft): ChangeBody {
  return { ...previewBody(view, proposal, draft), ...wordsOf(draft) };
}

/** Reason, typed word and override, as far as they were given. */
export function wordsOf({ reason, confirm, override }: Draft): Pick<ChangeBody, "reason" | "confirm" | "override"> {
  const given = Object.entries({ reason, confirm, override }).map(([name, text]) => [name, text.trim()]);
  return Object.fromEntries(given.filter(([, text]) => text));
}

type StandingLike = Pick<SwitchView, "position" | "next" | "share">;

/** The body that takes a switch to a state of its past, rules and policy with it; null when one change does not reach it. */
export function restoreBody(view: SwitchView, { to, rules, secondaryWrites, checkRatio }: Whole): ChangeBody | null {
  const there = targetOf(to);
  const pinned = pinsOf(rules).length > 0;
  const reached = placeAt(view.axis, toStanding(view), there.target as Position, there.share, pinned);
  const whole = { ...there, expectedVersion: view.version, rules, secondaryWrites, checkRatio };
  return reached && sameStanding(reached, toStanding(to)) ? whole : null;
}

/** A state of the past: where the switch stood, its rules and its policy. */
export type Whole = Pick<ChangeView, "to" | "rules" | "secondaryWrites" | "checkRatio">;

/** Which way a switch goes when a state of its past is brought back. */
export function directionTo(view: SwitchView, { to, rules, secondaryWrites, checkRatio }: Whole): Direction {
  const present = toState(view);
  return courseOf(present, { ...present, ...toStanding(to), rules, secondaryWrites, checkRatio }).direction;
}

/** The target and share that leave it where it stands. */
export function targetOf({ position, next, share }: StandingLike) {
  return next === null ? { target: position, share: FULL_SHARE } : { target: next, share };
}

/** The body that leaves a switch where it stands and changes what a failed write to the second store means. */
export function secondaryBody(view: SwitchView, secondaryWrites: SecondaryWrites, reason: string): ChangeBody {
  return { ...targetOf(view), expectedVersion: view.version, secondaryWrites, reason };
}

export function standingAfter(view: SwitchView, proposal: Proposal): Standing | null {
  const { target, share } = bodyOf(view, proposal);
  return placeAt(view.axis, toStanding(view), target as Position, share ?? FULL_SHARE, pinsOf(view.rules).length > 0);
}

export function directionAfter(view: SwitchView, proposal: Proposal): Direction {
  const after = standingAfter(view, proposal);
  return after ? courseOf(toState(view), { ...toState(view), ...after }).direction : "none";
}

/** Whether some subjects change the store that has the last word. */
export function movesAuthority(view: SwitchView, proposal: Proposal): boolean {
  const after = standingAfter(view, proposal);
  return view.axis === "data" && after !== null && newPart("data", toStanding(view)) !== newPart("data", after);
}

/** The side that answers a subject standing at a position. */
function sideOf(axis: Axis, position: Position): Side {
  return axis === "data" ? planOf(position as Stage).returned : (position as Side);
}

/** Part of the subjects, 0 … 1, that the new side answers. */
export function newPart(axis: Axis, { position, next, share }: Standing): number {
  const moved = next === null ? 0 : share / FULL_SHARE;
  const at = sideOf(axis, position) === "new" ? 1 - moved : 0;
  return at + (next !== null && sideOf(axis, next) === "new" ? moved : 0);
}

/** True when storing the same wish on top of somebody else's change still makes sense: the position is the same. */
export function canRebase(base: SwitchView, current: SwitchView): boolean {
  return base.position === current.position && raiseTarget(base) === raiseTarget(current);
}

export type Word = "reason" | "confirm" | "override";

/** What the server's preview asks of the reader, with what has been typed so far taken into account. */
export type Judgement = {
  level: Level;
  /** Stand against the move whatever is typed. */
  refusals: Refusal[];
  /** Failed, but a written override lets the move pass. */
  waivable: GateView[];
  needsApproval: boolean;
  /** Asked for and not given yet. */
  lacks: Word[];
};

const WORDS: readonly string[] = ["reason", "confirm", "override"];

export function judge(preview: Preview, draft: Draft, confirmWord: string): Judgement {
  const waivable = preview.gates.filter(({ passed, overridable }) => !passed && overridable);
  const stands = preview.refusals.filter(({ rule }) => !WORDS.includes(rule) && !waivable.some((gate) => gate.rule === rule));
  const level = waivable.length > 0 && preview.direction === "forward" ? 3 : preview.level;
  return {
    level,
    waivable,
    refusals: stands.filter(({ rule }) => rule !== "approval"),
    needsApproval: stands.some(({ rule }) => rule === "approval"),
    lacks: lacking(level, draft, confirmWord, waivable.length > 0).map(({ rule }) => rule as Word),
  };
}
