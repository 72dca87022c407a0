import { contradict, imply, meant } from "./implication.ts";
import type { RuleFault, RuleWarning } from "./rule-fault.ts";
import type { Rule } from "./snapshot.ts";

/** Longer lists of values are not held against each other, which would take its time. */
const MOST_VALUES = 5000;

/** Conditions of one rule that never hold together: nobody matches it. */
export function contradictionsOf(rules: readonly Rule[]): RuleFault[] {
  if (!areShort(rules)) return [];
  return rules.flatMap((rule, i) => {
    // What cannot be read may satisfy both, but is nobody's reason to write such a rule.
    const all = rule.conditions.map((condition) => ({ condition, unread: false }));
    const found = all.findIndex((_, j) => j > 0 && contradict(all.slice(0, j + 1)) && !contradict(all.slice(j, j + 1)));
    const message = "never holds together with the conditions before it: nobody matches this rule";
    return found < 0 ? [] : [{ fault: "contradiction", path: [i, "conditions", found], message }];
  });
}

/** Rules that never decide, since whoever matches them matches an earlier one. One in front may be there for a while only. */
export function shadowsOf(rules: readonly Rule[]): RuleWarning[] {
  if (!areShort(rules)) return [];
  const all = rules.map(meant);
  return all.flatMap((given, i) => {
    const earlier = all.findIndex((implied, k) => k < i && imply(given, implied));
    if (earlier < 0 || contradict(given)) return [];
    const message = `never decides: “${rules[earlier]?.name}” before it matches everybody whom it matches`;
    return [{ warning: "shadowed", path: [i, "conditions"], message }];
  });
}

function areShort(rules: readonly Rule[]): boolean {
  let values = 0;
  for (const { conditions } of rules) for (const one of conditions) values += one.operator === "in" ? one.values.length : 1;
  return values <= MOST_VALUES;
}
