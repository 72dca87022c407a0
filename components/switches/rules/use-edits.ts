import { useState } from "react";
import type { RuleDraft } from "./rule-draft.ts";

const MOST_STEPS = 100;

type State = { past: RuleDraft[][]; now: RuleDraft[]; field: string | null };

/** Rules under the pen, each step of which can be taken back. Typing in one field is one step. */
export function useEdits(initial: () => RuleDraft[]) {
  const [state, setState] = useState<State>(() => ({ past: [], now: initial(), field: null }));
  const edit = (change: (rules: RuleDraft[]) => RuleDraft[], field: string | null = null) =>
    setState(({ past, now, field: last }) => ({
      past: field !== null && field === last ? past : [...past, now].slice(-MOST_STEPS),
      now: change(now),
      field,
    }));
  const undo = () =>
    setState((state) => {
      const before = state.past.at(-1);
      return before ? { past: state.past.slice(0, -1), now: before, field: null } : state;
    });
  return { drafts: state.now, edit, undo: state.past.length > 0 ? undo : null };
}

/** The rule one place up or down, if there is a place. */
export function moved(rules: readonly RuleDraft[], id: number, by: -1 | 1): RuleDraft[] {
  const from = rules.findIndex((rule) => rule.id === id);
  const to = from + by;
  const rule = rules[from];
  if (!rule || to < 0 || to >= rules.length) return [...rules];
  return rules.toSpliced(from, 1).toSpliced(to, 0, rule);
}
