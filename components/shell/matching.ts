import { type Command, GROUPS } from "./command.ts";

/** Commands in whose label every word typed begins a word, or occurs at all; pages before acts, then as offered. */
export function matching(commands: readonly Command[], query: string): Command[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .map((command) => ({ command, score: scoreOf(command.label.toLowerCase(), wanted) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0) || GROUPS.indexOf(a.command.group) - GROUPS.indexOf(b.command.group))
    .map(({ command }) => command);
}

/** 0 when every word begins one of the label's, 1 when it only occurs; null when it does not. */
function scoreOf(label: string, wanted: readonly string[]): number | null {
  if (!wanted.every((word) => label.includes(word))) return null;
  return wanted.every((word) => ` ${label}`.includes(` ${word}`)) ? 0 : 1;
}
