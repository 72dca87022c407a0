import type { Messages } from "./load.ts";

/** Stands where a message takes a value. */
export const VALUE = "\u0001";

/** The sentences of a message, one for each of its branches taken alone, with a mark for each value and for what a tag alone stands for. */
export function textsOf(message: string): string[] {
  const texts: string[] = [];
  let own = "";
  for (let at = 0; at < message.length; at += 1) {
    if (message[at] !== "{") {
      own += message[at];
      continue;
    }
    const end = closing(message, at);
    const inner = message.slice(at + 1, end);
    own += VALUE;
    texts.push(...branchesOf(inner).flatMap(textsOf));
    at = end;
  }
  return [own.replace(/<(\w+)><\/\1>/g, VALUE).replace(/<\/?\w+>/g, ""), ...texts];
}

/** `plural, one {…} other {…}` has two, a plain name none. */
function branchesOf(inner: string): string[] {
  const branches: string[] = [];
  for (let at = inner.indexOf("{"); at >= 0; at = inner.indexOf("{", at)) {
    const end = closing(inner, at);
    branches.push(inner.slice(at + 1, end));
    at = end;
  }
  return branches;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`a brace is left open: ${text}`);
}

/** Every message with its key. */
export function flatten(node: Messages, prefix = ""): [string, string][] {
  return Object.entries(node).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}
