import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";

const ONE = "/ofrep/v1/evaluate/flags/orders.route";

let environment: TestEnvironment;
let dataplane: TestDataplane;

beforeAll(async () => {
  environment = await testEnvironment();
  const { token } = await environment.token(["read"]);
  await environment.move("payments.call", "new", 50_000);
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

const flag = (body: unknown, path = ONE, headers?: Record<string, string>) => dataplane.post(path, body, headers);

describe("one switch", () => {
  it("answers with key, reason, value, variant and flat metadata", async () => {
    const { status, headers, body } = await flag({ context: { targetingKey: "user-1", nested: { a: [1] } } });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(body).toEqual({
      key: "orders.route",
      reason: "STATIC",
      value: "old",
      variant: "old",
      metadata: {
        module: "orders",
        axis: "route",
        stage: "old",
        share: 0,
        revision: expect.any(Number),
        version: "1",
        flagSetId: `${environment.project.key}/production`,
      },
    });
  });

  it.each([
    ["an empty body", ""],
    ["blanks", " \n"],
    ["no context", "{}"],
    ["an empty context", '{"context":{}}'],
    ["members nobody knows", '{"context":{},"flags":[1]}'],
  ])("takes %s as an empty context", async (_, body) => {
    expect((await flag(body)).body.value).toBe("old");
  });

  it.each([`/${ONE}`, `${ONE}/`, `//ofrep//v1/evaluate/flags/orders.route?x=1&y`, "/ofrep/v1/evaluate/flags/orders%2Eroute"])(
    "finds %s",
    async (path) => {
      expect((await flag({}, path)).body.value).toBe("old");
    },
  );

  it("takes any content type and none", async () => {
    expect((await flag("{}", ONE, { "content-type": "text/plain; charset=utf-8" })).status).toBe(200);
    const bare = await fetch(dataplane.url + ONE, { method: "POST", headers: { "x-api-key": await readToken() } });
    expect(bare.status).toBe(200);
  });

  it("splits subjects by share, and asks for a targetingKey only then", async () => {
    const split = "/ofrep/v1/evaluate/flags/payments.call";
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => flag({ context: { targetingKey: `user-${i}` } }, split)),
    );
    expect(answers.every(({ body }) => body.reason === "SPLIT")).toBe(true);
    const ahead = answers.filter(({ body }) => body.value === "new").length;
    expect(ahead).toBeGreaterThan(70);
    expect(ahead).toBeLessThan(130);
    const { status, body } = await flag({}, split);
    expect(status).toBe(400);
    expect(body).toMatchObject({ key: "payments.call", errorCode: "TARGETING_KEY_MISSING", error_code: "TARGETING_KEY_MISSING" });
  });

  it.each([
    ["no JSON", "{", "PARSE_ERROR"],
    ["no object", "[]", "PARSE_ERROR"],
    ["a context that is a list", '{"context":[]}', "INVALID_CONTEXT"],
    ["a context that is null", '{"context":null}', "INVALID_CONTEXT"],
    ["a targetingKey that is a number", '{"context":{"targetingKey":7}}', "INVALID_CONTEXT"],
  ])("refuses %s", async (_, sent, errorCode) => {
    const { status, body } = await flag(sent);
    expect(status).toBe(400);
    expect(body).toMatchObject({ key: "orders.route", errorCode, errorDetails: expect.any(String), metadata: {} });
  });

  it.each([
    ["a switch that is not there", "orders.nothing", 404, "FLAG_NOT_FOUND"],
    ["a name of Object.prototype", "__proto__", 404, "FLAG_NOT_FOUND"],
    ["an encoded slash", "orders%2Froute", 404, "FLAG_NOT_FOUND"],
    ["more than one segment", "orders/route", 404, "FLAG_NOT_FOUND"],
    ["101 characters", "a".repeat(101), 404, "FLAG_NOT_FOUND"],
    ["broken percent-encoding", "orders%zz", 400, "PARSE_ERROR"],
  ])("refuses %s", async (_, key, expected, errorCode) => {
    const { status, headers, body } = await flag({}, `/ofrep/v1/evaluate/flags/${key}`);
    expect(status).toBe(expected);
    expect(headers.get("content-type")).toBe("application/json");
    expect(body).toMatchObject({ key: expect.any(String), errorCode });
  });
});

describe("the door", () => {
  it("has one form for every refusal", async () => {
    const { token: foreign } = await environment.token(["report"]);
    const big = { context: { text: "x".repeat(1_100_000) } };
    const cases: [Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>, number][] = [
      [flag({}, ONE, { authorization: "Bearer nobody" }), 401],
      [flag({}, ONE, { authorization: "Basic dXNlcjpwYXNz" }), 401],
      [flag({}, ONE, { authorization: `Bearer ${foreign}` }), 403],
      [dataplane.get(ONE), 405],
      [flag({}, "/ofrep/v1/configuration"), 404],
      [flag(big), 413],
    ];
    for (const [reply, expected] of cases) {
      const { status, body, headers } = await reply;
      expect(status).toBe(expected);
      expect(body).toMatchObject({ errorCode: "GENERAL", errorDetails: expect.any(String), metadata: {}, error_code: "GENERAL" });
      if (expected === 405) expect(headers.get("allow")).toContain("POST");
    }
  });

  it("says when a token asks too often, in whole seconds", async () => {
    const token = await readToken();
    const slow = await testDataplane(environment.database.url, token, { limits: { readsPerSecond: 2, reportsPerSecond: 1 } });
    const replies = await Promise.all(Array.from({ length: 6 }, () => slow.post(ONE, {})));
    await slow.close();
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBe(2);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect(refused[0]?.body).toMatchObject({ key: "orders.route", errorCode: "GENERAL" });
  });
});

describe("changes", () => {
  it("are answered within moments of their commit", async () => {
    const revision = await environment.move("orders.route", "new", 10_000);
    const committed = Date.now();
    const seen = await until(
      () => flag({ context: { targetingKey: "user-1" } }),
      ({ body }) => (body.metadata as { revision: number }).revision === revision,
      1,
    );
    expect(seen.body).toMatchObject({ reason: "SPLIT", metadata: { stage: "old", share: 10_000 } });
    expect(Date.now() - committed).toBeLessThan(500);
  });

  it("of tokens take effect within a second, new ones at once", async () => {
    const { id, token } = await environment.token(["read"]);
    const ask = () => flag({}, "/ofrep/v1/evaluate/flags/orders.call", { authorization: `Bearer ${token}` });
    expect((await ask()).status).toBe(200);
    await environment.revoke(id);
    await until(ask, ({ status }) => status === 401, 1);
  });
});

async function readToken(): Promise<string> {
  return (await environment.token(["read"])).token;
}
