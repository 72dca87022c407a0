/**
 * Rules this build leaves out: none. `npm run demo:migrate -- --without <rule>` replaces this file in a copy of the
 * sources, to show what the rule prevents; nothing at run time can.
 */
export const DISABLED: readonly string[] = [];
