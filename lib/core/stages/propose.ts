import type { Rule } from "../evaluation/snapshot.ts";
import { type Course, courseOf, samePolicy } from "./course.ts";
import { pinsOf, type SwitchState } from "./module.ts";
import { forwardOf, indexOf, type Position, positionsOf } from "./positions.ts";
import type { SecondaryWrites } from "./secondary-writes.ts";
import { FULL_SHARE, placeAt, sameStanding } from "./state.ts";
import { sameRules } from "./subjects.ts";

export type Proposal = {
  target: string;
  /** `share` of the subjects go to `target`; name the present standing to leave it as it is. */
  share: number;
  /** What the caller means it to be: meanwhile the switch may have gone beyond. */
  direction?: "forward" | "back" | undefined;
  /** How it came about: a rollback waits for no person, a step belongs to a plan that was decided before. */
  act: "change" | "rollback" | "step";
  /** Given when the rule list is replaced. */
  rules?: readonly Rule[] | undefined;
  secondaryWrites?: SecondaryWrites | undefined;
  checkRatio?: number | undefined;
  paused?: boolean | undefined;
};

type Fact = string | number | boolean | null;
/** A rule that stands against a move: stable name, a sentence for a person, and the facts behind it. */
export type Refusal = { rule: string; message: string; detail: Record<string, Fact | Record<string, Fact>[]> };

export type Proposed = { ok: true; next: SwitchState; course: Course } | { ok: false; refusals: Refusal[] };

/**
 * What a change would come to as far as the switch alone can tell. The rules that need facts from outside are asked
 * by `transition`.
 */
export function propose(state: SwitchState, change: Proposal): Proposed {
  const { axis } = state;
  if (indexOf(axis, change.target) < 0) {
    const known = positionsOf(axis).join(", ");
    return refuse("position", `“${change.target}” is not a position of ${axis}. Choose one of: ${known}.`, {
      target: change.target,
    });
  }
  if (!Number.isInteger(change.share) || change.share < 0 || change.share > FULL_SHARE) {
    return refuse("share", `A share is a whole number of thousandths of a percent, from 0 to ${FULL_SHARE}.`, {
      share: change.share,
    });
  }
  const target = change.target as Position;
  const rules = change.rules ?? state.rules;
  const placed = placeAt(axis, state, target, change.share, pinsOf(rules).length > 0);
  if (!placed) return isKeptBack(state, target) ? keptBack(state, target) : tooFar(state, target);
  const next: SwitchState = {
    ...state,
    ...placed,
    rules,
    secondaryWrites: change.secondaryWrites ?? state.secondaryWrites,
    checkRatio: change.checkRatio ?? state.checkRatio,
    paused: change.paused ?? state.paused,
  };
  if (sameStanding(state, next) && samePolicy(state, next) && sameRules(state.rules, rules)) {
    return refuse("unchanged", "The switch already stands there.", { position: state.position, share: state.share });
  }
  // Within a plan a pause is how it goes, not what it changes.
  const course = courseOf(state, change.act === "change" ? next : { ...next, paused: state.paused });
  const asked = change.direction ?? (change.act === "rollback" && course.way === "forward" ? "back" : course.way);
  return asked === course.way ? { ok: true, next, course } : notMeant(state, asked, course);
}

/** Only the rules that keep subjects back stand between the switch and the position after the next. */
function isKeptBack({ axis, next, share, rules }: SwitchState, target: Position): boolean {
  return next !== null && share === FULL_SHARE && forwardOf(axis, next) === target && pinsOf(rules).length > 0;
}

function keptBack({ position, next, rules }: SwitchState, target: Position): Proposed {
  const pins = pinsOf(rules);
  const names = pins.map(({ name }) => `“${name}”`).join(", ");
  const message = `${pins.length === 1 ? "A rule keeps" : `${pins.length} rules keep`} subjects at ${position}: ${names}. Drop ${
    pins.length === 1 ? "it" : "them"
  } first, which moves those subjects to ${next}.`;
  return refuse("pinned", message, { position, next, target, rules: pins.map(({ name }) => ({ name })) });
}

function tooFar({ position, next }: SwitchState, target: Position): Proposed {
  const here = next === null ? position : `${position} → ${next}`;
  const message =
    target === position
      ? `All subjects are at ${here} and there is no position before it. Name the position to move them to.`
      : `The switch stands at ${here}; ${target} is not next to it. Move one position at a time.`;
  return refuse("adjacent", message, { position, next, target });
}

function notMeant({ position, share }: SwitchState, asked: string, { way }: Course): Proposed {
  const [wanted, found] = [asked, way].map((one) => (one === "none" ? "nowhere" : one));
  const message = `This was meant to go ${wanted}; from where the switch stands it goes ${found}.`;
  return refuse("direction", message, { asked, found: way, position, share });
}

function refuse(rule: string, message: string, detail: Refusal["detail"]): Proposed {
  return { ok: false, refusals: [{ rule, message, detail }] };
}
