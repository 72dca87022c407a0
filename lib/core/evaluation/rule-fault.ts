/** What is wrong in a list of rules: where, and a sentence. */
export type RuleFault = { path: readonly (string | number)[]; message: string };

/** What may be meant but seldom is; `warning` names the kind. */
export type RuleWarning = RuleFault & { warning: (typeof WARNINGS)[number] };
export const WARNINGS = ["unbounded", "subject-as-version", "blank", "two-kinds", "shadowed"] as const;
