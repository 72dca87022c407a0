import { contradict, imply, type Meant, meant } from "../evaluation/implication.ts";
import type { Rule } from "../evaluation/snapshot.ts";
import { type Axis, indexOf, type Position } from "./positions.ts";
import { FULL_SHARE, type Standing } from "./state.ts";

/** What decides where a subject is. */
export type Placing = Standing & { axis: Axis; rules: readonly Rule[] };

/** Subjects that may be moved by a change: those of a rule, or of none, from one position to another. */
export type Mover = { rule: Rule | null; from: Position; to: Position };

/**
 * Everybody whom a change of one switch may move. A subject is told by the first rule that matches it before and the
 * first after, or by its bucket where none does. Nobody who moves is left out; who is named may be nobody, where
 * that cannot be told from the conditions.
 */
export function movers(before: Placing, after: Placing): Mover[] {
  if (samePlace(before, after) && sameRules(before.rules, after.rules)) return [];
  const found = new Map<string, Mover>();
  for (const [was, is] of pairs(before.rules, after.rules)) {
    // One bucket of each part that both shares cut the subjects into.
    for (const bucket of [0, before.share, after.share].filter((share) => share < FULL_SHARE)) {
      const [from, to] = [placeOf(before, was, bucket), placeOf(after, is, bucket)];
      const rule = was ?? is;
      if (from !== to) found.set(JSON.stringify([rule, from, to]), { rule, from, to });
    }
  }
  return [...found.values()];
}

function samePlace(a: Standing, b: Standing): boolean {
  return a.position === b.position && a.next === b.next && a.share === b.share;
}

export function goesForward(axis: Axis, { from, to }: Mover): boolean {
  return indexOf(axis, to) > indexOf(axis, from);
}

function placeOf({ position, next, share }: Placing, rule: Rule | null, bucket: number): Position {
  const ahead = rule ? rule.result === "next" : bucket < share;
  return ahead && next !== null ? next : position;
}

type Pair = readonly [Rule | null, Rule | null];

/** Above this – ten for a condition, one for a listed value – nothing is compared, and everything taken as possible. */
const MOST_COMPARED = 10_000;

/** The rules that may decide about one and the same subject before and after; null where none matches it. */
function pairs(before: readonly Rule[], after: readonly Rule[]): Pair[] {
  if (sameRules(before, after)) return [...before.map((rule) => [rule, rule] as const), [null, null]];
  const provable = sizeOf(before) + sizeOf(after) <= MOST_COMPARED;
  const [first, second] = [before.map(meant), after.map(meant)];
  return [...before, null].flatMap((was, i) =>
    [...after, null].flatMap((is, j) => {
      const given = [...(first[i] ?? []), ...(second[j] ?? [])];
      const earlier = [...first.slice(0, i), ...second.slice(0, j)];
      return provable && impossible(given, earlier) ? [] : [[was, is] as const];
    }),
  );
}

/** Whoever matches would have matched an earlier rule, or nobody matches. */
function impossible(given: readonly Meant[], earlier: readonly Meant[][]): boolean {
  return earlier.some((rule) => imply(given, rule)) || contradict(given);
}

function sizeOf(rules: readonly Rule[]): number {
  const conditions = rules.flatMap((rule) => rule.conditions);
  return conditions.reduce((sum, one) => sum + 10 + (one.operator === "in" ? one.values.length : 0), 0);
}

/** The same rules in the same order, however their fields are ordered. */
export function sameRules(a: readonly Rule[], b: readonly Rule[]): boolean {
  return a === b || (a.length === b.length && (a.length === 0 || textOf(a) === textOf(b)));
}

function textOf(rules: readonly Rule[]): string {
  const sorted = (fields: object) => Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(rules.map(({ name, conditions, result }) => [name, result, conditions.map(sorted)]));
}
