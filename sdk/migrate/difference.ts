/** How the new store's answer differs from the old one's at a field. */
export type Difference = { field: string; kind: "missing" | "extra" | "type" | "value"; old: unknown; fresh: unknown };

const MOST = 5;
const DEEPEST = 8;

/** The first few places where two answers differ; indexes of lists are replaced by `*`. Empty when JSON cannot tell. */
export function differencesOf(old: unknown, fresh: unknown): Difference[] {
  const found: Difference[] = [];
  compare(old, fresh, "", 0, found);
  return found;
}

function compare(old: unknown, fresh: unknown, field: string, depth: number, found: Difference[]): void {
  if (found.length >= MOST || Object.is(old, fresh)) return;
  const at = field.slice(0, 200) || "*";
  if (old === undefined || fresh === undefined) {
    found.push({ field: at, kind: fresh === undefined ? "missing" : "extra", old, fresh });
    return;
  }
  const type = typeOf(old);
  if (type !== typeOf(fresh)) {
    found.push({ field: at, kind: "type", old, fresh });
    return;
  }
  if (type !== "list" && type !== "object") {
    if (!(type === "date" && Number(old) === Number(fresh))) found.push({ field: at, kind: "value", old, fresh });
    return;
  }
  if (depth >= DEEPEST) return;
  const [a, b] = [Object.entries(old as object), new Map(Object.entries(fresh as object))];
  const under = (name: string) => `${field}${field === "" ? "" : "."}${type === "list" ? "*" : name}`;
  for (const [name, value] of a) {
    compare(value, b.get(name), under(name), depth + 1, found);
    b.delete(name);
  }
  for (const [name, value] of b) compare(undefined, value, under(name), depth + 1, found);
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return value instanceof Date ? "date" : typeof value;
}
