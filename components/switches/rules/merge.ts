import { freshId } from "./draft.ts";
import type { RuleDraft } from "./rule-draft.ts";

/** Mine on top of theirs; by name, the rules that both of us changed, of which mine stay for the moment. */
export type Merged = { rules: RuleDraft[]; clashes: { name: string; theirs: RuleDraft | null }[] };

/**
 * Puts what I changed in rules since `base` on top of what is stored now. Rules are told apart by their names. Their
 * order is theirs, unless I have put them in another.
 */
export function mergeRules(base: readonly RuleDraft[], mine: readonly RuleDraft[], theirs: readonly RuleDraft[]): Merged {
  const clashes: Merged["clashes"] = [];
  const resolve = (name: string): RuleDraft | undefined => {
    const [was, my, their] = [base, mine, theirs].map((rules) => rules.find((rule) => rule.name === name));
    if (same(my, was)) return their;
    if (!same(their, was) && !same(my, their)) clashes.push({ name, theirs: their ?? null });
    return my;
  };
  const [lead, follow] = reordered(base, mine) ? [mine, theirs] : [theirs, mine];
  const names = lead.map(({ name }) => name);
  follow.forEach(({ name }, i) => {
    if (names.includes(name)) return;
    const before = follow.slice(0, i).findLast((rule) => names.includes(rule.name));
    names.splice(before ? names.indexOf(before.name) + 1 : 0, 0, name);
  });
  return { rules: renumbered(names.flatMap((name) => resolve(name) ?? [])), clashes };
}

/** A rule without what only the form knows of it. */
export function textOf({ name, result, conditions }: RuleDraft): string {
  return JSON.stringify([name, result, conditions.map(({ id: _, ...fields }) => fields)]);
}

function same(one: RuleDraft | undefined, other: RuleDraft | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && textOf(one) === textOf(other));
}

function reordered(base: readonly RuleDraft[], mine: readonly RuleDraft[]): boolean {
  const common = (rules: readonly RuleDraft[], others: readonly RuleDraft[]) =>
    rules.map(({ name }) => name).filter((name) => others.some((other) => other.name === name));
  return JSON.stringify(common(base, mine)) !== JSON.stringify(common(mine, base));
}

/** Ids are unique in one list; two lists may have given the same. */
function renumbered(rules: readonly RuleDraft[]): RuleDraft[] {
  let id = freshId(rules);
  return rules.map((rule) => ({ ...rule, id: id++, conditions: rule.conditions.map((one) => ({ ...one, id: id++ })) }));
}
