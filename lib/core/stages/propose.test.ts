import { describe, expect, test } from "vitest";
import { transitionCases } from "../vectors/cases.ts";
import { AXES, type Axis, firstPosition, forwardOf, indexOf, type Position, positionsOf } from "./positions.ts";
import { propose } from "./propose.ts";
import { held } from "./rules/people.ts";
import { directionOf, FULL_SHARE, placeAt, progress, type Standing, sameStanding } from "./state.ts";
import { factsOf, NOW, switchAt } from "./test-module.ts";
import { transition } from "./transition.ts";

test.each(transitionCases)(
  "proposal $id: $axis $from → $share at $target",
  ({ axis, from, held: isHeld, target, share, expect: expected }) => {
    const before = { [axis]: switchAt(axis, from.position, { ...from, held: isHeld }) };
    const answer = transition(before, { switch: axis, target, share, act: "change" }, factsOf([before]), NOW, [held]);
    if ("refused" in expected) {
      expect(answer).toMatchObject({ ok: false, refusals: [{ rule: expected.refused }] });
    } else {
      const { to, direction } = expected;
      expect(answer).toMatchObject({ ok: true, next: { ...to, held: isHeld }, course: { direction, way: direction } });
    }
  },
);

const SHARES = [0, 1, 2, 25_000, 50_000, 99_998, 99_999, FULL_SHARE];

describe.each(AXES)("every state and command of %s", (axis) => {
  const commands = [...positionsOf(axis), "elsewhere"].flatMap((target) =>
    SHARES.map((share) => ({ target, share, act: "change" as const })),
  );
  const states = everyStanding(axis).flatMap((standing) =>
    [true, false].map((held) => switchAt(axis, standing.position, { ...standing, held })),
  );
  const answers = states.flatMap((state) => commands.map((command) => ({ state, command, answer: propose(state, command) })));
  const moves = answers.flatMap(({ state, command, answer }) => (answer.ok ? [{ state, command, ...answer }] : []));

  test("has an answer", () => {
    expect(answers).toHaveLength(states.length * commands.length);
    for (const { answer } of answers) {
      if (!answer.ok) for (const { rule, message } of answer.refusals) expect([rule.length, message.length]).not.toContain(0);
      if (!answer.ok) expect(answer.refusals).not.toHaveLength(0);
    }
    expect(moves.length).toBeGreaterThan(0);
  });

  test("puts the asked share of subjects at the target", () => {
    for (const { command, next } of moves) expect(shareAt(next, command.target)).toBe(command.share);
  });

  test("leads to a well-formed standing next to where it began", () => {
    for (const { state, next } of moves) {
      expect(next.next === null ? next.share === 0 : next.next === forwardOf(axis, next.position)).toBe(true);
      expect(next.share >= 0 && next.share < FULL_SHARE).toBe(true);
      for (const here of occupied(state)) {
        for (const there of occupied(next)) {
          expect(Math.abs(indexOf(axis, here) - indexOf(axis, there))).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  test("says the direction by the progress made", () => {
    for (const { state, next, course } of moves) {
      const { direction } = course;
      expect(direction).not.toBe("none");
      const distance = progress(axis, next) - progress(axis, state);
      if (distance !== 0) expect(direction).toBe(distance > 0 ? "forward" : "back");
      expect(next.held).toBe(state.held);
      expect(directionOf(axis, next, state)).toBe(direction === "forward" ? "back" : "forward");
    }
  });

  test("can be undone in one step", () => {
    for (const { state, next } of moves) {
      const command = { target: state.next ?? state.position, share: state.next === null ? FULL_SHARE : state.share };
      const undone = propose(next, { ...command, act: "change" });
      expect(undone).toMatchObject({ ok: true, next: { position: state.position, next: state.next, share: state.share } });
    }
  });

  test("does not change the state it was given", () => {
    const state = Object.freeze(switchAt(axis, firstPosition(axis)));
    const target = forwardOf(axis, state.position) as Position;
    expect(propose(state, { target, share: 10, act: "change" }).ok).toBe(true);
  });
});

test("a refusal carries the facts behind it", () => {
  expect(propose(switchAt("data", "off"), { target: "live", share: FULL_SHARE, act: "change" })).toEqual({
    ok: false,
    refusals: [
      {
        rule: "adjacent",
        message: "The switch stands at off; live is not next to it. Move one position at a time.",
        detail: { position: "off", next: null, target: "live" },
      },
    ],
  });
});

test("placeAt with the whole share settles at the target", () => {
  for (const axis of AXES) {
    for (const from of everyStanding(axis)) {
      for (const target of positionsOf(axis)) {
        const placed = placeAt(axis, from, target, FULL_SHARE, false);
        if (placed) expect(sameStanding(placed, { position: target, next: null, share: 0 })).toBe(true);
      }
    }
  }
});

function everyStanding(axis: Axis): Standing[] {
  return positionsOf(axis).flatMap((position) => {
    const next = forwardOf(axis, position);
    const moving = next === null ? [] : SHARES.filter((share) => share < FULL_SHARE).map((share) => ({ position, next, share }));
    return [{ position, next: null, share: 0 }, ...moving];
  });
}

/** Thousandths of a percent of subjects at `position`. */
function shareAt(standing: Standing, position: string): number {
  if (position === standing.next) return standing.share;
  return position === standing.position ? FULL_SHARE - standing.share : 0;
}

/** Positions that any subject is at. */
function occupied({ position, next, share }: Standing): Position[] {
  return next === null || share === 0 ? [position] : [position, next];
}

test("what was meant to go forward does not go back, nor the other way", () => {
  const ask = (share: number, direction: "forward" | "back") =>
    propose(switchAt("route", "old", { next: "new", share }), { target: "new", share: 20_000, direction, act: "change" });
  expect(ask(50_000, "forward")).toEqual({
    ok: false,
    refusals: [
      {
        rule: "direction",
        message: "This was meant to go forward; from where the switch stands it goes back.",
        detail: { asked: "forward", found: "back", position: "old", share: 50_000 },
      },
    ],
  });
  expect(ask(10_000, "back").ok).toBe(false);
  expect(ask(10_000, "forward")).toMatchObject({ course: { direction: "forward" } });
});
