import type { Preview } from "../lib/switches/schema/outcome.ts";
import { ask } from "./ask.ts";
import { EXIT } from "./exit.ts";
import { Failure } from "./failure.ts";
import { isWord, optionsFor, refusalLines, type Word } from "./refusals.ts";
import type { Session } from "./session.ts";

/** Asks on the terminal for what a change lacks. Throws the refusals when words do not help, or nobody is there to ask. */
export async function askForWords(session: Session, preview: Preview): Promise<Partial<Record<Word, string>>> {
  const lacking = wordsLacking(preview);
  if (lacking === null || !session.attended) throw refusalOf(preview);
  const said: Partial<Record<Word, string>> = {};
  for (const { word, message } of lacking) said[word] = await ask(session.world, `${message}\n> `);
  return said;
}

/** The refusals of a change as a Failure that says whether words would help. */
export function refusalOf(preview: Preview): Failure {
  const { refusals } = preview;
  const lacking = wordsLacking(preview);
  const what = refusals.length === 1 ? "A rule stands against it." : `${refusals.length} rules stand against it.`;
  const title = lacking === null ? what : "It asks for more than was said.";
  const hint =
    lacking === null
      ? "Nothing was changed. `switchyard get <key>` shows what each move waits for."
      : `Nothing was changed. Say it with ${optionsFor(refusals)}.`;
  const problem = { type: "urn:switchyard:problem:refused", title, status: 422, refusals };
  return new Failure(EXIT.refused, title, hint, { problem, details: refusalLines(refusals) });
}

/** The words that would make it go; null when something else stands against it. An override passes the gates that allow one. */
function wordsLacking({ refusals, gates }: Preview): { word: Word; message: string }[] | null {
  const overridable = new Set(gates.filter(({ passed, overridable }) => !passed && overridable).map(({ rule }) => rule));
  const overrides = refusals.some(({ rule }) => rule === "override");
  const firm = refusals.filter(({ rule }) => !isWord(rule) && !(overrides && overridable.has(rule)));
  if (firm.length > 0) return null;
  return refusals.flatMap(({ rule, message }) =>
    isWord(rule) ? [{ word: rule, message: capital(message.replace(`${rule}: `, "")) }] : [],
  );
}

function capital(text: string): string {
  return text.replace(/^./, (first) => first.toUpperCase());
}
