/** What is said of a list of rules: where, and a sentence. */
type Said = { path: readonly (string | number)[]; message: string };

/** What is wrong in it; `fault` names the kind. */
export type RuleFault = Said & { fault: (typeof FAULTS)[number] };
export const FAULTS = ["size", "twice", "subject", "rounded", "version", "range", "contradiction"] as const;

/** What may be meant but seldom is; `warning` names the kind. */
export type RuleWarning = Said & { warning: (typeof WARNINGS)[number] };
export const WARNINGS = ["unbounded", "subject-as-version", "blank", "two-kinds", "shadowed"] as const;
