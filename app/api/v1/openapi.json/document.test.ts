import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openApiDocument } from "./document.ts";
import { GET } from "./route.ts";
import { METHODS, ROUTES } from "./routes.ts";

type Node = { [key: string]: Node | undefined } & Record<string, unknown>;
const document = openApiDocument() as Node;
const operations = Object.entries(document.paths as Record<string, Record<string, Node>>).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
);

describe("the list of routes", () => {
  it("names every folder that serves something, and nothing else", () => {
    const root = fileURLToPath(new URL("..", import.meta.url));
    const served = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => /(^|\/)route\.ts$/.test(file))
      .map((file) => `/${file.replace(/\/?route\.ts$/, "").replaceAll(/\[(\w+)\]/g, "{$1}")}`);
    expect(Object.keys(ROUTES).sort()).toEqual(served.filter((path) => path !== "/openapi.json" && path !== "/[...path]").sort());
  });

  it("names handlers that say what they do, and refuse fields they do not know", () => {
    for (const module of Object.values(ROUTES)) {
      const handlers = METHODS.flatMap((method) => module[method] ?? []);
      expect(handlers.length).toBeGreaterThan(0);
      for (const { operation } of handlers) {
        expect(operation.summary).toMatch(/^[A-Z].*[^.]$/);
        for (const schema of [operation.body, operation.query]) {
          if (schema instanceof z.ZodObject) expect(schema.safeParse({ surplus: 1 }).error?.message).toContain("surplus");
        }
      }
    }
  });
});

describe("the document", () => {
  it("is OpenAPI 3.1 for anyone to read", async () => {
    expect(document.openapi).toBe("3.1.0");
    expect(await GET().json()).toEqual(document);
  });

  it("gives every operation a name of its own", () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["postModules", "getSwitch", "postSwitchRollback", "getPastRollback"]));
    // Generators make types of it, and longer names of their parts.
    expect(names.filter((name) => String(name).length > 30)).toEqual([]);
  });

  it("says of every operation what it is about, and who may do it", () => {
    const tags = (document.tags as unknown as { name: string }[]).map(({ name }) => name);
    for (const { name, operation } of operations) {
      expect([name, operation.tags]).toEqual([name, [expect.toBeOneOf(tags)]]);
      expect([name, operation.description]).toEqual([name, expect.stringMatching(/^Needs .*\.$/)]);
    }
    const used = operations.map(({ operation }) => String(operation.tags));
    expect(tags.filter((tag) => !used.includes(tag))).toEqual([]);
  });

  it("may be used as its licence says", () => {
    expect(document.info?.license).toEqual({ name: "Apache 2.0", identifier: "Apache-2.0" });
  });

  it("declares every parameter of a path", () => {
    for (const { name, path, operation } of operations) {
      const parameters = (operation.parameters ?? []) as unknown as { in: string; name: string; required: boolean }[];
      const declared = parameters.filter((parameter) => parameter.in === "path" && parameter.required);
      expect([name, declared.map((parameter) => parameter.name).sort()]).toEqual([
        name,
        [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter).sort(),
      ]);
    }
  });

  it("describes the errors of every operation", () => {
    for (const { name, operation } of operations) {
      const errors = Object.entries(operation.responses as Record<string, Node>).filter(([status]) => status >= "400");
      expect([name, errors.map(([status]) => status)]).toEqual([
        name,
        expect.arrayContaining(["400", "401", "403", "404", "429", "431", "503"]),
      ]);
      for (const [, response] of errors) {
        expect(response.content?.["application/problem+json"]?.schema).toEqual({ $ref: "#/components/schemas/Problem" });
      }
    }
  });

  it("has no reference that leads nowhere, and no null that nothing fulfils", () => {
    const schemas = document.components?.schemas ?? {};
    const text = JSON.stringify(document);
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(schemas).toHaveProperty(name);
    expect(text).not.toContain('"allOf"');
    expect(schemas.Switch?.properties?.lastChange).toEqual({
      anyOf: [{ $ref: "#/components/schemas/Change" }, { type: "null" }],
    });
  });

  it("says which operations need nobody signed in", () => {
    const open = operations.filter(({ operation }) => Array.isArray(operation.security) && operation.security.length === 0);
    expect(open.map(({ path }) => path).every((path) => path.startsWith("/setup"))).toBe(true);
    expect(open.length).toBeGreaterThan(0);
  });
});
