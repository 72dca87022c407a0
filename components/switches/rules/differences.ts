import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { sameRules } from "@/lib/core/stages/subjects.ts";

/** What becomes of one rule, by its name; `order` is where the same rules stand in another. */
export type Difference =
  | { kind: "added" | "removed"; rule: Rule }
  | { kind: "changed"; rule: Rule; before: Rule }
  | { kind: "order"; names: string[] };

export function differencesOf(before: readonly Rule[], after: readonly Rule[]): Difference[] {
  const found = (rules: readonly Rule[], { name }: Rule) => rules.find((rule) => rule.name === name);
  const kept = after.filter((rule) => found(before, rule));
  const names = kept.map(({ name }) => name);
  const were = before.filter((rule) => found(after, rule)).map(({ name }) => name);
  return [
    ...before.filter((rule) => !found(after, rule)).map((rule) => ({ kind: "removed" as const, rule })),
    ...after.filter((rule) => !found(before, rule)).map((rule) => ({ kind: "added" as const, rule })),
    ...kept.flatMap((rule) => {
      const was = found(before, rule) as Rule;
      return sameRules([was], [rule]) ? [] : [{ kind: "changed" as const, rule, before: was }];
    }),
    ...(names.join("\n") === were.join("\n") ? [] : [{ kind: "order" as const, names: after.map(({ name }) => name) }]),
  ];
}
