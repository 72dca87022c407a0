import { type Axis, indexOf, type Position, positionsOf } from "./positions.ts";
import { type Direction, directionOf, FULL_SHARE, placeAt, type Standing, sameStanding } from "./state.ts";

/** Where a switch stands, and whether its forward moves were stopped. */
export type HoldableStanding = Standing & { held: boolean };

export type Proposal = {
  target: string;
  share: number;
  /** What the caller means it to be: meanwhile the switch may have gone beyond. */
  direction?: "forward" | "back" | undefined;
};

type Fact = string | number | boolean | null;
/** A rule that stands against a move: stable name, a sentence for a person, and the facts behind it. */
export type Refusal = { rule: string; message: string; detail: Record<string, Fact | Record<string, Fact>[]> };

export type Proposed = { ok: true; next: HoldableStanding; direction: Direction } | { ok: false; refusals: Refusal[] };

/**
 * What a move would come to as far as the switch alone can tell. The rules that need facts from outside are asked
 * by `transition`.
 */
export function propose(axis: Axis, state: HoldableStanding, command: Proposal): Proposed {
  if (indexOf(axis, command.target) < 0) {
    const known = positionsOf(axis).join(", ");
    return refuse("position", `“${command.target}” is not a position of ${axis}. Choose one of: ${known}.`, {
      target: command.target,
    });
  }
  if (!Number.isInteger(command.share) || command.share < 0 || command.share > FULL_SHARE) {
    return refuse("share", `A share is a whole number of thousandths of a percent, from 0 to ${FULL_SHARE}.`, {
      share: command.share,
    });
  }
  const target = command.target as Position;
  const placed = placeAt(axis, state, target, command.share);
  if (!placed) {
    const here = state.next === null ? state.position : `${state.position} → ${state.next}`;
    const message =
      target === state.position
        ? `All subjects are at ${here} and there is no position before it. Name the position to move them to.`
        : `The switch stands at ${here}; ${target} is not next to it. Move one position at a time.`;
    return refuse("adjacent", message, { position: state.position, next: state.next, target });
  }
  if (sameStanding(state, placed)) {
    return refuse("unchanged", "The switch already stands there.", { position: state.position, share: state.share });
  }
  const direction = directionOf(axis, state, placed);
  if (command.direction && command.direction !== direction) {
    const [asked, found] = [command.direction, direction].map((way) => (way === "none" ? "nowhere" : way));
    const message = `This was meant to go ${asked}; from where the switch stands it goes ${found}.`;
    return refuse("direction", message, {
      asked: command.direction,
      found: direction,
      position: state.position,
      share: state.share,
    });
  }
  if (state.held && direction === "forward") {
    return refuse("held", "The switch is held. Release it before moving it forward.", { position: state.position });
  }
  return { ok: true, next: { ...placed, held: state.held }, direction };
}

function refuse(rule: string, message: string, detail: Refusal["detail"]): Proposed {
  return { ok: false, refusals: [{ rule, message, detail }] };
}
