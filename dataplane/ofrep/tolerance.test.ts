import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane } from "../test-dataplane.ts";
import { rawBytes, rawRequest } from "../test-raw.ts";

const ALL = "/ofrep/v1/evaluate/flags";
const ONE = `${ALL}/orders.route`;

let environment: TestEnvironment;
let dataplane: TestDataplane;
let bearer: { authorization: string };

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  await environment.move("orders.call", "new", 50_000);
  const { token } = await environment.token(["read"]);
  bearer = { authorization: `Bearer ${token}` };
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

const ask = (path: string, method = "POST", body?: string, headers: Record<string, string> = {}) =>
  rawRequest(dataplane.url, path, { method, headers: { ...bearer, ...headers }, ...(body === undefined ? {} : { body }) });

describe("paths", () => {
  it.each([
    ["a base URL that ends in a slash", `/${ONE}`],
    ["two of them", `//${ONE}`],
    ["a slash after the key", `${ONE}/`],
    ["a query nobody knows", `${ONE}?a=1&b`],
    ["an encoded dot", `${ALL}/orders%2Eroute`],
    ["an encoded dot in lower case", `${ALL}/orders%2eroute`],
  ])("%s is one switch", async (_, path) => {
    const { status, body } = await ask(path);
    expect([status, body.key, body.value]).toEqual([200, "orders.route", "old"]);
  });

  it.each([`${ALL}/`, `/${ALL}`, `/${ALL}//`, `${ALL}/?flagConfigEtag=x`])("%s is every switch, no empty key", async (path) => {
    const { status, body } = await ask(path);
    expect([status, (body.flags as unknown[]).length]).toEqual([200, 3]);
  });

  it.each([
    [".", 404, "FLAG_NOT_FOUND"],
    ["..", 404, "FLAG_NOT_FOUND"],
    ["%2e%2e", 404, "FLAG_NOT_FOUND"],
    ["orders route", 404, "FLAG_NOT_FOUND"],
    ["orders+route", 404, "FLAG_NOT_FOUND"],
    ["orders%20route", 404, "FLAG_NOT_FOUND"],
    ["orders%252Eroute", 404, "FLAG_NOT_FOUND"],
    ["%00", 404, "FLAG_NOT_FOUND"],
    ["a".repeat(101), 404, "FLAG_NOT_FOUND"],
    ["a".repeat(100), 404, "FLAG_NOT_FOUND"],
    ["%E4%BD%A0", 404, "FLAG_NOT_FOUND"],
    ["__proto__", 404, "FLAG_NOT_FOUND"],
    ["constructor", 404, "FLAG_NOT_FOUND"],
    ["a/b", 404, "FLAG_NOT_FOUND"],
    ["%", 400, "PARSE_ERROR"],
    ["%zz", 400, "PARSE_ERROR"],
    ["%C3%28", 400, "PARSE_ERROR"],
  ])("the key %s is refused in OFREP's form", async (key, status, errorCode) => {
    const reply = await ask(`${ALL}/${key.replace(" ", "%20")}`);
    expect([reply.status, reply.body.errorCode]).toEqual([status, errorCode]);
  });

  it.each(["GET", "HEAD", "PUT", "PATCH", "DELETE"])("%s is answered 405 with the methods there are", async (method) => {
    for (const path of [ONE, ALL, `${ALL}/`]) {
      const reply = await ask(path, method);
      expect([reply.status, reply.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
      if (method !== "HEAD") expect(reply.body).toMatchObject({ errorCode: "GENERAL" });
    }
    expect((await ask("/ofrep/v1/events", method === "GET" ? "POST" : method)).status).toBe(405);
  });

  it.each(["/ofrep", "/ofrep/", "/ofrep/v1", "/ofrep/v1/configuration", "/ofrep/v1/evaluate", "/ofrep/v2/evaluate/flags"])(
    "%s leads nowhere, and nothing is redirected",
    async (path) => {
      for (const method of ["GET", "POST"]) expect((await ask(path, method)).status).toBe(404);
    },
  );
});

describe("bodies", () => {
  it.each([
    ["none", undefined, {}],
    ["an empty one", "", {}],
    ["blanks", "\r\n\t ", {}],
    ["no context", "{}", {}],
    ["an empty context", '{"context":{}}', {}],
    ["unknown members", '{"context":{},"type":"string","flags":["a"],"context2":1}', {}],
    ["null attributes", '{"context":{"a":null}}', {}],
    ["a charset after the type", "{}", { "content-type": "application/json; charset=utf-8" }],
    ["another type", "{}", { "content-type": "text/plain" }],
    ["no type", "{}", {}],
    ["an expectation nobody knows", "{}", { expect: "the unexpected" }],
  ])("%s means an empty context", async (_, body, headers) => {
    const reply = await ask(ONE, "POST", body, headers as Record<string, string>);
    expect([reply.status, reply.body.value]).toEqual([200, "old"]);
    expect((await ask(ALL, "POST", body, headers as Record<string, string>)).status).toBe(200);
  });

  it.each([
    ["{", "PARSE_ERROR"],
    ["null", "PARSE_ERROR"],
    ["[]", "PARSE_ERROR"],
    ['"text"', "PARSE_ERROR"],
    ["context=1", "PARSE_ERROR"],
    ["\u0000", "PARSE_ERROR"],
    ['{"context":"a"}', "INVALID_CONTEXT"],
    ['{"context":null}', "INVALID_CONTEXT"],
    ['{"context":[]}', "INVALID_CONTEXT"],
    ['{"context":{"targetingKey":null}}', "INVALID_CONTEXT"],
    ['{"context":{"targetingKey":["a"]}}', "INVALID_CONTEXT"],
  ])("%j is refused for one and for all", async (sent, errorCode) => {
    const one = await ask(ONE, "POST", sent);
    expect([one.status, one.body.errorCode, one.body.key]).toEqual([400, errorCode, "orders.route"]);
    const all = await ask(ALL, "POST", sent);
    expect([all.status, all.body.errorCode, all.body.key]).toEqual([400, errorCode, undefined]);
  });

  it.each([
    ["no targetingKey", "{}", "TARGETING_KEY_MISSING"],
    ["an empty one", '{"context":{"targetingKey":""}}', "TARGETING_KEY_MISSING"],
    ["half a surrogate pair", '{"context":{"targetingKey":"a\\ud800"}}', "INVALID_CONTEXT"],
  ])("with %s only what is split fails, never the whole batch", async (_, sent, errorCode) => {
    const split = await ask(`${ALL}/orders.call`, "POST", sent);
    expect([split.status, split.body.errorCode]).toEqual([400, errorCode]);
    expect((await ask(ONE, "POST", sent)).body.value).toBe("old");
    const all = await ask(ALL, "POST", sent);
    expect(all.status).toBe(200);
    const flags = all.body.flags as { key: string; errorCode?: string }[];
    expect(flags.map(({ key, errorCode: code }) => [key, code])).toEqual([
      ["orders.call", errorCode],
      ["orders.data", undefined],
      ["orders.route", undefined],
    ]);
  });

  it("a stage named off is a value", async () => {
    const { body } = await ask(`${ALL}/orders.data`);
    expect(body).toMatchObject({ value: "off", variant: "off", reason: "STATIC" });
  });
});

describe("credentials", () => {
  it.each<[string, Record<string, string>, number]>([
    ["none", {}, 401],
    ["of another kind", { authorization: "Basic dXNlcjpwdw==" }, 401],
    ["without a token", { authorization: "Bearer " }, 401],
    ["not known", { "x-api-key": "nobody" }, 401],
  ])("%s", async (_, headers, status) => {
    for (const path of [ONE, ALL]) {
      const reply = await rawRequest(dataplane.url, path, { headers });
      expect([reply.status, reply.body.errorCode]).toEqual([status, "GENERAL"]);
    }
  });

  it("in either header, in any case of the scheme", async () => {
    const token = bearer.authorization.slice(7);
    const forms: [string, string][] = [
      ["X-API-Key", token],
      ["Authorization", `bearer ${token}`],
      ["authorization", `BEARER  ${token}`],
    ];
    for (const form of forms) {
      expect((await rawRequest(dataplane.url, ONE, { headers: Object.fromEntries([form]) })).status).toBe(200);
    }
    const gateway = { authorization: "Basic dXNlcjpwdw==", "x-api-key": token };
    expect((await rawRequest(dataplane.url, ONE, { headers: gateway })).status).toBe(200);
  });
});

describe("what is refused before there is a request", () => {
  it.each([
    [431, `POST ${ONE} HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`],
    [400, `POST ${ONE} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`],
    [400, "hello\r\n\r\n"],
  ])("has the members of OFREP's form too (%i)", async (status, sent) => {
    const answer = await rawBytes(dataplane.url, sent);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain("Content-Type: application/json\r\n");
    const details = { errorDetails: expect.any(String), error_details: expect.any(String) };
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({
      status,
      errorCode: "GENERAL",
      error_code: "GENERAL",
      metadata: {},
      ...details,
    });
  });
});
