import { type Document, nameOf, resolved, type Schema } from "./document.ts";

/** One field of a body or an answer; `path` names where it stands, as `items[].key`. */
export type Field = { path: string; type: string; required: boolean; means: string };

const DEEPEST = 3;

/** Every field of a schema, those of named schemas too, down to where it repeats itself or nobody would read on. */
export function fieldsOf(document: Document, schema: Schema): Field[] {
  return walk(document, schema, "", 0, new Set());
}

function walk(document: Document, schema: Schema, prefix: string, depth: number, within: ReadonlySet<string>): Field[] {
  const name = schema.$ref === undefined ? null : nameOf(schema.$ref);
  if (depth > DEEPEST || (name !== null && within.has(name))) return [];
  const known = name === null ? within : new Set([...within, name]);
  const { properties, items, anyOf, oneOf, required = [] } = resolved(document, schema);
  if (items) return walk(document, items, `${prefix}[]`, depth, known);
  const choices = (anyOf ?? oneOf)?.filter((each) => each.type !== "null") ?? [];
  if (choices.length > 0) {
    const all = choices.flatMap((each) => walk(document, each, prefix, depth, known));
    return [...new Map(all.map((field) => [field.path, field])).values()];
  }
  return Object.entries(properties ?? {}).flatMap(([key, property]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    const field = {
      path,
      type: typeOf(document, property),
      required: required.includes(key),
      means: meaningOf(document, property),
    };
    return [field, ...walk(document, property, path, depth + 1, known)];
  });
}

export function meaningOf(document: Document, schema: Schema): string {
  return schema.description ?? resolved(document, schema).description ?? "";
}

/** In one line: what it is, and its bounds. */
export function typeOf(document: Document, schema: Schema): string {
  const found = resolved(document, schema);
  const choices = found.anyOf ?? found.oneOf;
  if (choices) return [...new Set(choices.map((each) => typeOf(document, each)))].join(" | ");
  if (found.const !== undefined) return JSON.stringify(found.const);
  if (found.enum) return found.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (found.items) return `${withBrackets(typeOf(document, found.items))}[]${span(found.minItems, found.maxItems)}`;
  const kind = [found.type ?? "any"].flat().join(" | ");
  const format = found.format && !/^u?int/.test(found.format) ? ` (${found.format})` : "";
  return `${kind}${format}${span(found.minimum, found.maximum)}${span(found.minLength, found.maxLength)}`;
}

function withBrackets(type: string): string {
  return type.includes(" | ") ? `(${type})` : type;
}

/** Bounds as `0…100`; those of every whole number are left out. */
function span(least: number | undefined, most: number | undefined): string {
  const from = least === undefined || least <= Number.MIN_SAFE_INTEGER ? "" : String(least);
  const to = most === undefined || most >= Number.MAX_SAFE_INTEGER ? "" : String(most);
  return from === "" && to === "" ? "" : ` ${from}…${to}`;
}
