/** An OpenAPI 3.1 document as far as the reference reads it. */

export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  description?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

export type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema };
type Content = { content?: Record<string, { schema?: Schema }> };

export type Operation = {
  operationId: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: Content;
  responses: Record<string, Content & { description?: string }>;
};

export type Document = {
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; parameters?: Record<string, Parameter> };
};

export type Call = { method: string; path: string; operation: Operation };

export function callsOf({ paths }: Document): Call[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** Calls by what they are about, in the document's own order; those that `words` all occur in. */
export function groupsOf(document: Document, words: string): { name: string; about: string; calls: Call[] }[] {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const calls = callsOf(document).filter(({ method, path, operation }) => {
    const { summary = "", description = "", operationId, tags = [] } = operation;
    const said = [method, path, operationId, summary, description, ...tags].join(" ").toLowerCase();
    return asked.every((word) => said.includes(word));
  });
  return (document.tags ?? []).flatMap(({ name, description = "" }) => {
    const its = calls.filter(({ operation }) => operation.tags?.[0] === name);
    return its.length === 0 ? [] : [{ name, about: description, calls: its }];
  });
}

export function parametersOf(document: Document, { parameters = [] }: Operation): Parameter[] {
  return parameters.flatMap((each) => {
    if (!("$ref" in each)) return [each];
    const named = document.components.parameters?.[nameOf(each.$ref)];
    return named ? [named] : [];
  });
}

/** The schema a reference stands for. */
export function resolved(document: Document, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const named = document.components.schemas[nameOf(schema.$ref)];
  return named ? resolved(document, named) : {};
}

export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

/** The JSON that goes in or comes out, where it is JSON. */
export function jsonSchema({ content = {} }: Content): Schema | null {
  return Object.entries(content).find(([type]) => /json/.test(type))?.[1].schema ?? null;
}
