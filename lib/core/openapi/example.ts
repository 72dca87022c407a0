import { type Call, type Document, jsonSchema, parametersOf, resolved, type Schema } from "./document.ts";

/** Keys of things there are, by the name a call gives them. */
export type Place = { project: string; environment: string; module: string };

const ANY_TEXT = "…";

/** A line for a terminal that makes the call: what it must have, with the keys of things there are. */
export function curlOf(document: Document, { method, path, operation }: Call, origin: string, place: Place): string {
  const { requestBody } = operation;
  const keys = keysOf(place);
  const there = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => keys[name] ?? `<${name}>`);
  const query = parametersOf(document, operation)
    .filter(({ in: where, required }) => where === "query" && required)
    .map(({ name, schema = {} }) => `${name}=${encodeURIComponent(String(keys[name] ?? exampleOf(document, schema, keys)))}`);
  const address = `${origin}/api/v1${there}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  const lines = [
    `curl -s${method === "GET" ? "" : ` -X ${method}`} '${address}'`,
    `-H "Authorization: Bearer $SWITCHYARD_TOKEN"`,
  ];
  const body = requestBody ? jsonSchema(requestBody) : null;
  if (body) {
    const text = JSON.stringify(exampleOf(document, body, keys)).replaceAll("'", String.raw`'\''`);
    lines.push("-H 'Content-Type: application/json'", `-d '${text}'`);
  }
  return lines.join(" \\\n  ");
}

/** Where there is nothing yet, the place is named. */
function keysOf({ project, environment, module }: Place): Record<string, string> {
  const there = Object.entries({ project, environment, module }).filter(([, key]) => key !== "");
  return { ...Object.fromEntries(there), ...(module === "" ? {} : { key: `${module}.route` }) };
}

/** A value as small as the schema takes: of an object what it must have, of a choice the first. */
export function exampleOf(document: Document, schema: Schema, keys: Record<string, string> = {}, name = ""): unknown {
  const found = resolved(document, schema);
  const [choice] = (found.anyOf ?? found.oneOf ?? []).filter((each) => each.type !== "null");
  if (choice) return exampleOf(document, choice, keys, name);
  if (found.const !== undefined) return found.const;
  if (found.enum) return found.enum[0];
  const [type] = [found.type ?? "object"].flat();
  if (type === "array") return found.items && (found.minItems ?? 0) > 0 ? [exampleOf(document, found.items, keys, name)] : [];
  if (type === "object") {
    const must = (found.required ?? []).map((key) => [key, exampleOf(document, found.properties?.[key] ?? {}, keys, key)]);
    return Object.fromEntries(must);
  }
  if (type === "integer" || type === "number") return Math.max(found.minimum ?? 1, name.endsWith("ersion") ? 1 : 0);
  if (type === "boolean") return true;
  if (type === "null") return null;
  return keys[name] ?? textOf(found);
}

function textOf({ format, minLength = 0 }: Schema): string {
  if (format === "date") return "2027-01-31";
  if (format === "date-time") return "2027-01-31T09:00:00Z";
  if (format === "email") return "somebody@example.com";
  return minLength > 1 ? "a reason in words".padEnd(minLength, ".") : ANY_TEXT;
}
