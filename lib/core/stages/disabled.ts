/**
 * Rules this build leaves out: none. `npm run demo:migrate -- --without <rule>` replaces this file in a copy of the
 * sources, and `npm run simulate -- --without <rule>` adds to it in its own process, to show what the rule prevents;
 * nothing that is shipped can.
 */
export const DISABLED: readonly string[] = [];
