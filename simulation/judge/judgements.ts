import { compare } from "../../lib/core/exploration/differences.ts";
import { misread } from "../../lib/core/exploration/facts.ts";
import type { Ignorance } from "../../lib/core/exploration/ignorance.ts";
import type { Move, Rule } from "../../lib/core/stages/move.ts";
import { RULES } from "../../lib/core/stages/transition.ts";
import { inTransaction } from "../machine/transactions.ts";
import type { World } from "../world/world.ts";
import { excuseOf } from "./excuses.ts";
import { rightFacts } from "./right.ts";

export type Judged = { moves: number; allowed: number; differences: number; ignorance: Partial<Record<Ignorance, number>> };

export function nothingJudged(): Judged {
  return { moves: 0, allowed: 0, differences: 0, ignorance: {} };
}

export function addJudged(sum: Judged, { moves, allowed, differences, ignorance }: Judged): void {
  sum.moves += moves;
  sum.allowed += allowed;
  sum.differences += differences;
  for (const [why, times] of Object.entries(ignorance)) excused(sum, why as Ignorance, times);
}

function excused({ ignorance }: Judged, why: Ignorance, times: number): void {
  ignorance[why] = (ignorance[why] ?? 0) + times;
}

/**
 * Hears of every move that production judges under its locks, by whichever door, and asks the same rules what they
 * would say if they knew everything. They may only ever be more careful than that, and only where they cannot know better.
 */
export class Judgements {
  readonly #world: World;
  readonly #rules = [...RULES];
  readonly judged = nothingJudged();
  readonly #hears: Rule = (move) => {
    if (inTransaction()) this.#judge(move);
    return null;
  };

  constructor(world: World) {
    this.#world = world;
    (RULES as Rule[]).push(this.#hears);
  }

  end(): Judged {
    (RULES as Rule[]).splice(RULES.indexOf(this.#hears), 1);
    return this.judged;
  }

  #judge(move: Move): void {
    const world = this.#world;
    // What is moved before a restore was said or noticed goes by the copy alone.
    if (world.waived !== null || world.unnoticed) return;
    const { ok, excuses, difference } = compare(
      move,
      rightFacts(world, move.facts, move.now),
      (rule, instance) => excuseOf(world, move, rule, instance),
      this.#rules,
    );
    const { judged } = this;
    judged.moves += 1;
    if (ok) judged.allowed += 1;
    for (const excuse of excuses) excused(judged, excuse, 1);
    const { switch: axis, target, act } = move.command;
    const what = `${act} of ${axis} to ${target}`;
    if (difference) this.#differs(`wrongly ${difference.kind}`, `a ${what}, by ${difference.rule}: ${difference.words}`);
    const rule = misread(move, this.#rules);
    if (rule) this.#differs("modelled otherwise", `a ${what}: an exploration that knows as much lets ${rule} judge otherwise`);
  }

  #differs(kind: string, words: string): void {
    this.judged.differences += 1;
    this.#world.find({ kind, words });
  }
}
