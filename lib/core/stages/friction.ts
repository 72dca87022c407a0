import type { SwitchState } from "./module.ts";
import type { Refusal } from "./propose.ts";
import { type Direction, FULL_SHARE, progress } from "./state.ts";

/** What an act asks of the person: nothing, a review, a reason too, typing too; R is one key. */
export type Level = 0 | 1 | 2 | 3 | "R";

/** Shortest reason worth keeping, in characters. */
export const SHORTEST_REASON = 10;

export type FrictionEnvironment = {
  protected: boolean;
  /** Largest raise in thousandths of a percent; null is the default of protected environments and no limit elsewhere. */
  stepLimit: number | null;
};

type Place = Pick<SwitchState, "axis" | "position" | "next" | "share">;

/** The level of moving a switch from one standing to another. */
export function frictionOf(
  from: Place,
  to: Place,
  direction: Direction,
  environment: FrictionEnvironment,
  gateFailed: boolean,
): Level {
  if (direction === "back") return reaches(from, "complete") && !reaches(to, "complete") ? 2 : "R";
  const entersComplete = reaches(to, "complete") && !reaches(from, "complete");
  if (gateFailed || entersComplete || !withinStep(from, to, environment)) return 3;
  return environment.protected ? 2 : 1;
}

/** Some subjects are at the position, or could be by a rule. */
function reaches({ position, next }: Place, wanted: string): boolean {
  return position === wanted || next === wanted;
}

function withinStep(from: Place, to: Place, environment: FrictionEnvironment): boolean {
  const raised = progress(to.axis, to) - progress(from.axis, from);
  if (environment.stepLimit !== null) return raised <= environment.stepLimit;
  if (!environment.protected) return true;
  const share = from.share;
  return share + raised <= Math.min(share + 0.25 * FULL_SHARE, Math.max(0.05 * FULL_SHARE, 4 * share));
}

export type Given = { reason?: string | undefined; confirm?: string | undefined; override?: string | undefined };

/** What the level needs and the request lacks. `confirm` is the word to be typed. */
export function lacking(level: Level, given: Given, confirm: string, gateFailed: boolean): Refusal[] {
  const refusals: Refusal[] = [];
  if ((level === 2 || level === 3) && (given.reason ?? "").trim().length < SHORTEST_REASON) {
    refusals.push({
      rule: "reason",
      message: `reason: say why in at least ${SHORTEST_REASON} characters.`,
      detail: { level, least: SHORTEST_REASON },
    });
  }
  if (level === 3 && given.confirm !== confirm) {
    refusals.push({ rule: "confirm", message: `confirm: type “${confirm}”.`, detail: { level, expected: confirm } });
  }
  if (gateFailed && (given.override ?? "").trim().length < SHORTEST_REASON) {
    refusals.push({
      rule: "override",
      message: `override: say in at least ${SHORTEST_REASON} characters why the failed gate may be passed.`,
      detail: { least: SHORTEST_REASON },
    });
  }
  return refusals;
}
