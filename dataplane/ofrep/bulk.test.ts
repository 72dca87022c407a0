import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane } from "../test-dataplane.ts";
import { openEvents } from "../test-events.ts";

const ALL = "/ofrep/v1/evaluate/flags";

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

const flag = (body: unknown, path = ALL, headers?: Record<string, string>) => dataplane.post(path, body, headers);

describe("every switch", () => {
  it("answers all, those without their targetingKey as failures", async () => {
    const { status, body } = await flag({}, ALL);
    expect(status).toBe(200);
    const flags = body.flags as Record<string, unknown>[];
    expect(flags.map(({ key }) => key)).toEqual([
      "orders.call",
      "orders.data",
      "orders.route",
      "payments.call",
      "payments.data",
      "payments.route",
    ]);
    expect(flags.find(({ key }) => key === "payments.call")).toMatchObject({ errorCode: "TARGETING_KEY_MISSING" });
    expect(flags.find(({ key }) => key === "orders.data")).toMatchObject({ value: "off", variant: "off", reason: "STATIC" });
    expect(body.metadata).toMatchObject({ flagSetId: `${environment.project.key}/production` });
  });

  it("is not asked for twice with the same tag, whatever the order of the context's keys", async () => {
    const first = await flag({ context: { targetingKey: "u", a: 1, b: { c: 2, d: 3 } } }, `${ALL}/`);
    const tag = first.headers.get("etag") as string;
    expect(tag).toMatch(/^"[\w-]+"$/);
    const same = '{"context":{"b":{"d":3,"c":2},"a":1,"targetingKey":"u"}}';
    for (const sent of [tag, `W/${tag}`, tag.slice(1, -1), `"x", ${tag}`, "*"]) {
      const again = await flag(same, ALL, { "if-none-match": sent });
      expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", tag]);
    }
    const other = await flag({ context: { targetingKey: "u", a: 2, b: { c: 2, d: 3 } } }, ALL, { "if-none-match": tag });
    expect(other.status).toBe(200);
  });

  it("does not believe a tag when the client has heard of something newer", async () => {
    const first = await flag({}, ALL);
    const revision = await environment.move("orders.data", "dualwrite", 1000);
    const again = await flag({}, `${ALL}?flagConfigEtag=${encodeURIComponent(`"${revision}"`)}`, {
      "if-none-match": first.headers.get("etag") as string,
    });
    expect(again.status).toBe(200);
    expect(again.body.metadata).toMatchObject({ revision });
  });

  it.each([
    "flagConfigEtag=nonsense&flagConfigLastModified=never",
    "flagConfigEtag=Infinity&flagConfigLastModified=",
    "flagConfigEtag=-1&flagConfigLastModified=-1",
    "flagConfigEtag=1e99",
    `flagConfigEtag=W/"1"&flagConfigLastModified=1`,
    "flagConfigLastModified=2001-02-03T04:05:06Z",
    "flagConfigLastModified=Sat,%2003%20Feb%202001%2004:05:06%20GMT",
  ])("believes the tag where the hint says nothing newer: %s", async (hints) => {
    const tag = (await flag({}, ALL)).headers.get("etag") as string;
    expect((await flag({}, `${ALL}?${hints}`, { "if-none-match": tag })).status).toBe(304);
  });

  it.each([
    "flagConfigEtag=999999999",
    'flagConfigEtag="999999999"',
    'flagConfigEtag=W/"999999999"',
    "flagConfigLastModified=99999999999",
    "flagConfigLastModified=2999-01-01T00:00:00Z",
    "flagConfigLastModified=Tue,%2001%20Jan%202999%2000:00:00%20GMT",
  ])("never says 304 from a snapshot older than %s", async (hints) => {
    const tag = (await flag({}, ALL)).headers.get("etag") as string;
    expect((await flag({}, `${ALL}?${hints}`, { "if-none-match": tag })).status).toBe(200);
  });

  it("has its stream's address under the path a gateway took off, and a tag that says so", async () => {
    const addressOf = async (prefix: string) => {
      const { body, headers } = await flag({}, ALL, { "x-forwarded-prefix": prefix });
      const [stream] = body.eventStreams as { endpoint: { requestUri: string } }[];
      return { path: stream?.endpoint.requestUri.split("?")[0], tag: headers.get("etag") };
    };
    const plain = await addressOf("");
    const behind = await addressOf("/flags/eu-1");
    expect([plain.path, behind.path]).toEqual(["/ofrep/v1/events", "/flags/eu-1/ofrep/v1/events"]);
    expect(behind.tag).not.toBe(plain.tag);
    for (const same of ["/flags/eu-1/", "/flags, /eu-1", "/flags/,/eu-1/", "/flags/eu-1, /"]) {
      expect(await addressOf(same)).toEqual(behind);
    }
    for (const odd of ["//evil.example", "/", "flags", "/a?b", "https://evil.example", "/a,//evil.example", "/a, evil"]) {
      expect(await addressOf(odd)).toEqual(plain);
    }
  });

  it("changes its tag with the stream's token, so that no 304 keeps an old one alive", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      vi.setSystemTime(new Date("2031-01-01T00:59:00Z"));
      const first = await flag({}, ALL);
      const tag = first.headers.get("etag") as string;
      expect((await flag({}, ALL, { "if-none-match": tag })).status).toBe(304);
      vi.setSystemTime(new Date("2031-01-01T01:01:00Z"));
      const next = await flag({}, ALL, { "if-none-match": tag });
      expect(next.status).toBe(200);
      expect(next.body.eventStreams).not.toEqual(first.body.eventStreams);
      const [before] = first.body.eventStreams as { endpoint: { requestUri: string } }[];
      const old = `${dataplane.url}${before?.endpoint.requestUri}`;
      const stream = await openEvents(old);
      expect((await stream.wait(1)).map(({ data }) => JSON.parse(data ?? ""))).toEqual([
        { type: "refetchEvaluation", etag: expect.any(String), lastModified: expect.any(Number) },
      ]);
      stream.close();
      vi.setSystemTime(new Date("2031-01-01T03:01:00Z"));
      await expect(openEvents(old)).rejects.toThrow("401");
    } finally {
      vi.useRealTimers();
    }
  });

  it("refuses a context nested beyond reason", async () => {
    const { status, body } = await flag(`{"context":{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}}`, ALL);
    expect([status, body.errorCode]).toEqual([400, "INVALID_CONTEXT"]);
  });
});
