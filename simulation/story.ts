import type { Outcome } from "./run.ts";

/** What happened, in sentences: everything that people and machines did, and the writes that the verdict is about. */
export function storyOf({ said, verdict }: Outcome): string[] {
  if (!verdict) return [];
  const { writes = [] } = verdict;
  const isCall = (words: string) => /\bwrite \d+ of\b/.test(words);
  const about = (words: string) => writes.some((id) => new RegExp(`\\bwrite ${id} of\\b`).test(words));
  const told = said.filter(({ words }) => !isCall(words) || about(words)).map(({ at, words }) => `${seconds(at)}: ${words}`);
  return [...told, `${verdict.kind}: ${verdict.words}.`];
}

function seconds(at: number): string {
  return `${(at / 1000).toFixed(3)} s`;
}
