import { expect, it } from "vitest";
import { callsOf, groupsOf, jsonSchema } from "@/lib/core/openapi/document.ts";
import { curlOf } from "@/lib/core/openapi/example.ts";
import { fieldsOf, typeOf } from "@/lib/core/openapi/fields.ts";
import { apiDocument } from "./document.ts";

const document = apiDocument();
const calls = callsOf(document);
const PLACE = { project: "shop", environment: "production", module: "orders" };
const callNamed = (name: string) => {
  const call = calls.find(({ operation }) => operation.operationId === name);
  if (!call) throw new Error(`there is no ${name}`);
  return call;
};
const curl = (name: string, place = PLACE) => curlOf(document, callNamed(name), "http://127.0.0.1:3000", place);

it("shows every call once, under what it is about", () => {
  const shown = groupsOf(document, "").flatMap((group) => group.calls);
  expect(shown.length).toBe(calls.length);
  expect(new Set(shown.map(({ operation }) => operation.operationId)).size).toBe(calls.length);
});

it("finds calls by all words that are asked for", () => {
  const names = (words: string) => groupsOf(document, words).flatMap(({ calls: its }) => its.map(({ path }) => path));
  expect(names("POST rollback switch")).toContain("/projects/{project}/environments/{environment}/switches/{key}/rollback");
  expect(names("nothing is called so")).toEqual([]);
});

it("makes the line with the keys there are and what the call must have", () => {
  expect(curl("postSwitchChanges").split(" \\\n  ")).toEqual([
    "curl -s -X POST 'http://127.0.0.1:3000/api/v1/projects/shop/environments/production/switches/orders.route/changes'",
    '-H "Authorization: Bearer $SWITCHYARD_TOKEN"',
    "-H 'Content-Type: application/json'",
    expect.stringMatching(/^-d '\{"expectedVersion":1,/),
  ]);
  expect(curl("getInstances")).toContain("/instances?environment=production'");
  expect(curl("getInstances", { project: "", environment: "", module: "" })).toContain("/projects/<project>/instances");
});

it("has for every call a line without a place left open, and a body that is JSON", () => {
  for (const call of calls) {
    const line = curlOf(document, call, "http://127.0.0.1:3000", PLACE);
    expect(line).not.toMatch(/[{]\w+[}]|undefined|\[object/);
    const [, body] = /-d '(.*)'$/s.exec(line) ?? [];
    if (body !== undefined) expect(JSON.parse(body.replaceAll(String.raw`'\''`, "'"))).toEqual(expect.anything());
  }
});

it("names every field of a body and of an answer, those of named schemas too", () => {
  const body = jsonSchema(callNamed("postSwitchChanges").operation.requestBody ?? {});
  const fields = fieldsOf(document, body ?? {});
  expect(fields.find(({ path }) => path === "expectedVersion")).toMatchObject({
    required: true,
    type: expect.stringContaining("integer"),
  });
  expect(fields.find(({ path }) => path === "reason")).toMatchObject({ required: false });
  const answer = jsonSchema(callNamed("getInstances").operation.responses[200] ?? {});
  expect(fieldsOf(document, answer ?? {}).map(({ path }) => path)).toContain("items[].onLeaseLoss");
  for (const { operation } of calls) {
    const done = Object.entries(operation.responses).find(([status]) => status.startsWith("2"))?.[1] ?? {};
    for (const { path, type } of fieldsOf(document, jsonSchema(done) ?? {}))
      expect([path, type]).toEqual([path, expect.stringMatching(/\S/)]);
  }
});

it("says a type with its bounds, and no bound that every number keeps", () => {
  expect(typeOf(document, { type: "string", minLength: 1, maxLength: 200 })).toBe("string 1…200");
  expect(typeOf(document, { type: "integer", maximum: Number.MAX_SAFE_INTEGER, minimum: 0 })).toBe("integer 0…");
  expect(typeOf(document, { type: "array", items: { enum: ["a", "b"] } })).toBe('("a" | "b")[]');
});
