import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluationCases } from "../lib/core/vectors/cases.ts";
import { goldenDataplane } from "./test-golden.ts";

let dataplane: Awaited<ReturnType<typeof goldenDataplane>>;

beforeAll(async () => {
  dataplane = await goldenDataplane();
});
afterAll(() => dataplane.close());

describe("the golden cases over OFREP", () => {
  it.each(evaluationCases)("$id $name", async ({ key, context, expect: golden }) => {
    // OFREP refuses a targetingKey that is no text before any switch is asked.
    const odd = "targetingKey" in context && typeof context.targetingKey !== "string";
    const expected = odd ? { errorCode: "INVALID_CONTEXT" } : golden;
    const { status, body } = await dataplane.post(`/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`, { context });
    expect(body).toMatchObject(expected);
    expect(status).toBe("value" in expected ? 200 : expected.errorCode === "FLAG_NOT_FOUND" ? 404 : 400);
    const bulk = await dataplane.post("/ofrep/v1/evaluate/flags", { context });
    const items = (bulk.body.flags ?? []) as { key: string }[];
    if (status !== 404 && !odd) expect(items.find((item) => item.key === key)).toEqual(body);
  });
});
