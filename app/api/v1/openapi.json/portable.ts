/**
 * Says what the schemas say in words that every reader of the document understands: validators of any language, and
 * generators of clients.
 */

const MAX_INT32 = 2 ** 31 - 1;

type Node = { [key: string]: unknown };
type Document = Node & { components: { schemas: Record<string, Node> } };

export function portable(document: Node): Node {
  const plain = rewritten(document) as Document;
  const { schemas } = plain.components;
  const names = new Map(Object.entries(schemas).flatMap(([name, schema]) => (isObject(schema) ? [[shapeOf(schema), name]] : [])));
  const named = Object.entries(schemas).map(([name, schema]) => [name, eachPart(schema, (part) => referring(part, names))]);
  return {
    ...plain,
    components: { ...plain.components, schemas: Object.fromEntries(named) },
    paths: referring(plain.paths, names),
  };
}

/** The generator forgets the name of what is described or nullable where it is used. */
function referring(value: unknown, names: ReadonlyMap<string, string>): unknown {
  const name = isNode(value) && isObject(value) ? names.get(shapeOf(value)) : undefined;
  if (name === undefined) {
    const inside = eachPart(value, (part) => referring(part, names));
    return isNode(inside) ? asUnionWithNull(inside) : inside;
  }
  const { type, description } = value as Node;
  const reference = { $ref: `#/components/schemas/${name}` };
  return {
    ...(description === undefined ? {} : { description }),
    ...(Array.isArray(type) ? { anyOf: [reference, { type: "null" }] } : reference),
  };
}

/** To some generators an object that may be null never is, unless null is a part of a union. */
function asUnionWithNull(node: Node): Node {
  const { description, type, ...rest } = node;
  if (!isObject(node) || !Array.isArray(type)) return node;
  return { ...(description === undefined ? {} : { description }), anyOf: [{ type: "object", ...rest }, { type: "null" }] };
}

function isObject({ type, properties }: Node): boolean {
  return properties !== undefined && [type].flat().includes("object");
}

/** What it holds, whatever is said of it, and whether or not it may be missing. */
function shapeOf({ properties, required, additionalProperties }: Node): string {
  return JSON.stringify([properties, required, additionalProperties]);
}

function eachPart(value: unknown, change: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  return isNode(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)])) : value;
}

function rewritten(value: unknown): unknown {
  const inside = eachPart(value, rewritten);
  if (!isNode(inside)) return inside;
  return "in" in inside && isNode(inside.schema)
    ? { ...inside, schema: withoutNull(inside.schema) }
    : withoutDefault(withItsRange(withPlainPattern(withPlainUnion(flattened(inside)))));
}

/** The generator writes a reference that may be null, or is described, as `allOf` with it, which null never fulfils. */
function flattened(node: Node): Node {
  if (!Array.isArray(node.allOf) || node.allOf.length !== 2 || !node.allOf[0].$ref) return node;
  const { allOf, ...rest } = node;
  const [reference, { type, description }] = allOf as [Node, Node];
  const described = typeof description === "string" ? { ...rest, description } : rest;
  return Array.isArray(type) && type.includes("null")
    ? { ...described, anyOf: [reference, { type: "null" }] }
    : { ...reference, ...described };
}

/** With a list among its parts, no generator agrees with the next on what a union is. */
function withPlainUnion(node: Node): Node {
  if (!Array.isArray(node.anyOf)) return node;
  const { anyOf, ...rest } = node;
  const parts = anyOf as Node[];
  if (parts.every((part) => Array.isArray(part.enum))) return { ...rest, anyOf: oneEnumerationEach(parts) };
  if (!parts.some(({ type }) => type === "array")) return node;
  return {
    ...rest,
    description: [rest.description, "a text, a number, true, false, null, or a list"].filter(Boolean).join("; "),
  };
}

/** One of several numbers is an enumeration, and one of several texts is another. */
function oneEnumerationEach(parts: Node[]): Node[] {
  const types = new Set(parts.map(({ type }) => type));
  return [...types].map((type) => ({
    type,
    enum: parts.filter((part) => part.type === type).flatMap((part) => part.enum),
  }));
}

/** JSON Schema knows no flags, and few dialects classes of Unicode, or NUL as \0. */
function withPlainPattern(node: Node): Node {
  if (typeof node.pattern !== "string") return node;
  const pattern = node.pattern
    .replace(/\/u$/, "")
    .replaceAll("\\p{Cc}", "\\x00-\\x1f\\x7f-\\x9f")
    .replaceAll("\\p{Cs}", "")
    .replaceAll("\\0", "\\x00")
    .replaceAll("\\d", "[0-9]");
  return { ...node, pattern };
}

/** What a number holds: of what is whole, as much as is exact; of the rest, twice what some languages would keep. */
function withItsRange(node: Node): Node {
  if ([node.type].flat().includes("number") && !("enum" in node)) return { format: "double", ...node };
  if (![node.type].flat().includes("integer") || "enum" in node) return node;
  const exact = { minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...node };
  return exact.maximum > MAX_INT32 ? { format: "int64", ...exact } : exact;
}

/** To many generators what has a default is always there; what is sent may leave it out. */
function withoutDefault(node: Node): Node {
  if (!("default" in node)) return node;
  const { default: value, ...rest } = node;
  if (value === null || value === "") return rest;
  return { ...rest, description: [rest.description, `default: ${JSON.stringify(value)}`].filter(Boolean).join("; ") };
}

/** Nothing in an address is null: a schema that makes a number of it says so nevertheless. */
function withoutNull(schema: Node): Node {
  if (Array.isArray(schema.anyOf))
    return { ...schema, anyOf: schema.anyOf.filter(({ type }) => type !== "null").map(withoutNull) };
  if (!Array.isArray(schema.type)) return schema;
  const types = schema.type.filter((type) => type !== "null");
  return { ...schema, type: types.length === 1 ? types[0] : types };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
