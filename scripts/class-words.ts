/** Which classes stylesheets define and components ask for. Both are read as text, so each class stands in it as a word. */

/** Classes that a stylesheet defines, and those of other stylesheets that it names inside `:global()`. */
export function definedIn(css: string): { own: Set<string>; global: Set<string> } {
  const selectors = selectorsOf(css).join(" ");
  const foreign = [...selectors.matchAll(/:global\(([^()]*)\)/g)].map((match) => match[1] as string);
  return { own: classesIn(selectors.replace(/:global\([^()]*\)/g, "")), global: classesIn(foreign.join(" ")) };
}

function selectorsOf(css: string): string[] {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, "");
  return [...plain.matchAll(/([^{};]+)\{/g)].map((match) => match[1] as string).filter((text) => !text.trim().startsWith("@"));
}

function classesIn(selector: string): Set<string> {
  return new Set([...selector.matchAll(/\.([A-Za-z_][\w-]*)/g)].map((match) => match[1] as string));
}

export type Uses = {
  /** Words of the stylesheets that hold everywhere. */
  words: Set<string>;
  /** `styles.row`, of a stylesheet that belongs to components. */
  members: { sheet: string; name: string }[];
  /** What only tells when it runs which class it is. */
  unclear: string[];
};

/** What stands for a class without being one: nothing, or what the caller was asked for and is read there. */
const ELSEWHERE = /^(undefined|null|className|\w+Class|\w+\.variable)$/;

/** The classes that a component asks for, wherever something called `className` or `…Class` gets its value. */
export function usesOf(source: string): Uses {
  const sheets = new Map([...source.matchAll(/import (\w+) from "([^"]+\.module\.css)"/g)].map(([, name, path]) => [name, path]));
  const tables = tablesIn(source);
  const uses: Uses = { words: new Set(), members: [], unclear: [] };
  const take = (leaf: string): void => {
    const [, object = "", name] = /^(\w+)(?:\.(\w+)|\[.+\])$/s.exec(leaf) ?? [];
    const sheet = sheets.get(object);
    if (leaf.startsWith('"')) for (const word of leaf.slice(1, -1).split(/\s+/).filter(Boolean)) uses.words.add(word);
    else if (sheet && name) uses.members.push({ sheet, name });
    else if (tables.has(object)) for (const value of tables.get(object) ?? []) take(value);
    else if (!ELSEWHERE.test(leaf)) uses.unclear.push(leaf);
  };
  for (const { 0: head, index } of source.matchAll(/\b(?:className|\w+Class)(?:=|: )(?=["`{])/g)) {
    const at = index + head.length;
    const expression =
      source[at] === "{" ? inside(source, at) : source.slice(at, source.indexOf(source[at] as string, at + 1) + 1);
    for (const leaf of leavesOf(expression)) take(leaf);
  }
  return uses;
}

/** Classes by what a component knows: constants in capitals. */
function tablesIn(source: string): Map<string, string[]> {
  const heads = source.matchAll(/const ([A-Z][A-Z_]*)\b[^=;]*= (?=\{)/g);
  return new Map(
    [...heads].map(({ 0: head, 1: name = "", index }) => {
      const body = inside(source, index + head.length);
      return [name, [...body.matchAll(/:\s*("[^"]*"|\w+\.\w+)/g)].map((match) => match[1] as string)];
    }),
  );
}

/** What an expression can come to: the sides of its choices, the words and holes of its templates. */
function leavesOf(expression: string): string[] {
  const text = expression.trim().replace(/^\(([\s\S]*)\)$/, "$1");
  const [, chosen] = splitAt(text, /\?(?![.?])/) ?? [];
  if (chosen) return (splitAt(chosen, /:/) ?? []).flatMap(leavesOf);
  const either = splitAt(text, /\?\?|\|\|/);
  if (either) return either.flatMap(leavesOf);
  const [, wanted] = splitAt(text, /&&/) ?? [];
  if (wanted) return leavesOf(wanted);
  return text.startsWith("`") ? partsOf(text.slice(1, -1)) : [text];
}

/** A template's words, and what its holes can come to. A hole in the middle of a word is left as it is: unclear. */
function partsOf(template: string): string[] {
  const start = template.indexOf("${");
  if (start < 0) return [`"${template}"`];
  const hole = inside(template, start + 1);
  const [before, after] = [template.slice(0, start), template.slice(start + hole.length + 3)];
  if (/\S$/.test(before) || /^\S/.test(after)) return [template];
  return [`"${before}"`, ...leavesOf(hole), ...partsOf(after)];
}

/** What stands between the brace at `start` and its partner. */
function inside(source: string, start: number): string {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === "{") depth += 1;
    if (source[at] === "}") depth -= 1;
    if (depth === 0) return source.slice(start + 1, at);
  }
  return source.slice(start + 1);
}

/** The two sides of the first such mark that stands outside of quotes and brackets. */
function splitAt(text: string, mark: RegExp): [string, string] | null {
  const here = new RegExp(mark.source, "y");
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    here.lastIndex = at;
    if (quote) quote = char === quote ? "" : quote;
    else if (/["'`]/.test(char)) quote = char;
    else if (/[([{]/.test(char)) depth += 1;
    else if (/[)\]}]/.test(char)) depth -= 1;
    else if (depth === 0 && here.test(text) && text[at - 1] !== "?") return [text.slice(0, at), text.slice(here.lastIndex)];
  }
  return null;
}
