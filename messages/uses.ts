/** A message key some code asks for; a `*` stands for what is only known when it runs. */
export type Use = { key: string };

const BINDING = /const (\w+) = (?:await )?(?:useTranslations|getTranslations)\((?:"([^"]*)")?\)/g;
const INLINE = /\(await getTranslations\("([^"]*)"\)\)\(\s*"([^"]+)"/g;

/**
 * Finds the message keys a source file asks for: the string literals in the first argument of every call of a
 * name bound to useTranslations or getTranslations. `t(`stage.${x}`)` becomes `stage.*`.
 */
export function usesOf(source: string): Use[] {
  const uses: Use[] = [...source.matchAll(INLINE)].map(([, namespace, key]) => ({ key: `${namespace}.${key}` }));
  const bindings = [...source.matchAll(BINDING)].map(({ index, 1: name, 2: namespace }) => ({ index, name, namespace }));
  for (const name of new Set(bindings.map((binding) => binding.name))) {
    const calls = new RegExp(`(?<![\\w.])${name}(?:\\.rich|\\.markup|\\.raw|\\.has)?\\(`, "g");
    for (const call of source.matchAll(calls)) {
      // The binding in force is the last one above the call.
      const binding = bindings.findLast((each) => each.name === name && each.index < call.index);
      if (!binding) continue;
      const prefix = binding.namespace ? `${binding.namespace}.` : "";
      for (const literal of literalsOf(firstArgument(source, call.index + call[0].length))) uses.push({ key: prefix + literal });
    }
  }
  return uses;
}

/** The text of the argument that begins at `start`: up to the comma or parenthesis that ends it. */
function firstArgument(source: string, start: number): string {
  let depth = 0;
  let quote = "";
  for (let at = start; at < source.length; at += 1) {
    const char = source[at] as string;
    if (quote) {
      if (char === quote && source[at - 1] !== "\\") quote = "";
    } else if (char === '"' || char === "'" || char === "`") quote = char;
    else if (char === "(" || char === "{" || char === "[") depth += 1;
    else if (char === ")" || char === "}" || char === "]" || char === ",") {
      if (depth === 0) return source.slice(start, at);
      if (char !== ",") depth -= 1;
    }
  }
  return "";
}

/** String literals that can be the value of an expression, not those it compares with. */
function literalsOf(expression: string): string[] {
  const plain = expression.replace(/[=!]==\s*"[^"]*"|"[^"]*"\s*[=!]==/g, "");
  const quoted = [...plain.matchAll(/"([^"]+)"/g)].map((match) => match[1] as string);
  const templates = [...plain.matchAll(/`([^`]+)`/g)].map((match) => (match[1] as string).replace(/\$\{[^}]*\}/g, "*"));
  if (templates.length > 0) return templates;
  return quoted.length > 0 ? quoted : ["*"];
}
