import { describe, expect, it } from "vitest";
import { openApiDocument } from "./document.ts";
import { portable } from "./portable.ts";

/** What stock validators and generators take, checked without them. */

type Node = { [key: string]: unknown };
type Found = { path: string; node: Node };
const document = openApiDocument() as Node & { components: { schemas: Record<string, Node> } };
const nodes = [...nodesOf(document, "")];

function* nodesOf(value: unknown, path: string): Generator<Found> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield { path, node: value as Node };
  for (const [key, part] of Object.entries(value)) yield* nodesOf(part, `${path}/${key}`);
}

const having = (key: string) => nodes.filter(({ path, node }) => key in node && !path.endsWith("/properties"));
const pathsOf = (found: Found[]) => found.map(({ path }) => path);

describe("the document", () => {
  it("has patterns that mean the same in every dialect", () => {
    const patterns = new Set(having("pattern").map(({ node }) => String(node.pattern)));
    expect(patterns.size).toBeGreaterThan(3);
    for (const pattern of patterns) {
      expect(pattern).toMatch(/^\^.*\$$/);
      expect(pattern).not.toMatch(/\\[^x.-]|\(\?[^:]/);
      expect(() => new RegExp(pattern)).not.toThrow();
    }
    expect([...patterns].filter((pattern) => new RegExp(pattern).test("\u0085"))).not.toContain("^[^\\x00-\\x1f\\x7f-\\x9f]*$");
  });

  it("leaves out what it has defaults for", () => {
    expect(pathsOf(having("default"))).toEqual([]);
    const body = document.components.schemas.PostRisksBody as { required: string[]; properties: Record<string, Node> };
    expect(body.required).toEqual(["hypothesis", "likelihood", "impact"]);
    expect(document.components.schemas.ChangeBody).toMatchObject({
      properties: { share: { type: "integer", description: "thousandths of a percent: 0 … 100000; default: 100000" } },
    });
  });

  it("says of every number how large it gets", () => {
    const loose = having("type").filter(({ path, node }) => {
      const types = [node.type].flat();
      if (types.includes("integer")) return !("enum" in node) && !("maximum" in node && "minimum" in node);
      return types.includes("number") && !("enum" in node) && node.format !== "double" && !/\/parameters\//.test(path);
    });
    expect(pathsOf(loose)).toEqual([]);
    expect(document.components.schemas.Switch).toMatchObject({
      properties: { version: { type: "integer", format: "int64", maximum: Number.MAX_SAFE_INTEGER } },
    });
  });

  it("has no union with a list, nothing that is null alone, and no null in an address", () => {
    const unions = [...having("anyOf"), ...having("oneOf")].map(({ path, node }) => ({
      path,
      parts: (node.anyOf ?? node.oneOf) as Node[],
    }));
    expect(unions.filter(({ parts }) => parts.some(({ type }) => type === "array")).map(({ path }) => path)).toEqual([]);
    const nullable = unions.filter(({ parts }) => parts.some(({ type }) => type === "null"));
    for (const { path, parts } of nullable)
      expect([path, parts]).toEqual([path, [expect.not.objectContaining({ type: "null" }), { type: "null" }]]);
    const objects = having("properties").filter(({ node }) => Array.isArray(node.type));
    expect(pathsOf(objects)).toEqual([]);
    const alone = having("type").filter(({ path, node }) => node.type === "null" && !/\/anyOf\/1$/.test(path));
    expect(pathsOf(alone)).toEqual([]);
    const addresses = nodes.filter(({ path }) => /\/parameters\/\d+\/schema/.test(path));
    expect(addresses.filter(({ node }) => [node.type].flat().includes("null"))).toEqual([]);
  });

  it("names what is the same once, also where it may be missing", () => {
    const { Standing, Changed } = document.components.schemas;
    expect(Standing?.type).toBe("object");
    expect(Changed).toMatchObject({
      properties: { plan: { description: expect.any(String), anyOf: [{ $ref: "#/components/schemas/Plan" }, { type: "null" }] } },
    });
    const anonymous = operationsSchemas().filter(({ node }) => !("$ref" in node) && node.type === "object");
    expect(pathsOf(anonymous)).toEqual([]);
  });
});

function operationsSchemas(): Found[] {
  return nodes.filter(({ path }) => /^\/paths\/.*\/content\/application\/[a-z.+-]*json\/schema$/.test(path));
}

it("writes a class of Unicode as its characters, and NUL as one of them", () => {
  const schemas = { Text: { type: "string", pattern: "^[^\\p{Cc}\\p{Cs}]*$/u" }, Key: { type: "string", pattern: "^[^\\0]*$" } };
  expect(portable({ components: { schemas }, paths: {} })).toMatchObject({
    components: { schemas: { Text: { pattern: "^[^\\x00-\\x1f\\x7f-\\x9f]*$" }, Key: { pattern: "^[^\\x00]*$" } } },
  });
});
