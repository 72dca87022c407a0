import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wholeNumberCases, wholeNumberSnapshot } from "../../lib/core/vectors/cases.ts";
import { goldenDataplane } from "../test-golden.ts";

let dataplane: Awaited<ReturnType<typeof goldenDataplane>>;

beforeAll(async () => {
  dataplane = await goldenDataplane({}, wholeNumberSnapshot);
});
afterAll(() => dataplane.close());

async function post(path: string, body: string) {
  const headers = { "content-type": "application/json", authorization: `Bearer ${dataplane.token}` };
  const response = await fetch(`${dataplane.url}${path}`, { method: "POST", headers, body });
  return { status: response.status, etag: response.headers.get("etag"), body: await response.json() };
}

describe("integers of any length in a context", () => {
  it.each(wholeNumberCases)("$id $name", async ({ id, context, matches }) => {
    const key = `whole-${id}.route`;
    const one = await post(`/ofrep/v1/evaluate/flags/${key}`, `{"context":${context}}`);
    expect(one).toMatchObject({ status: 200, body: { key, reason: matches ? "TARGETING_MATCH" : "STATIC" } });
    const all = await post("/ofrep/v1/evaluate/flags", `{"context":${context}}`);
    expect(all.body.flags.find((flag: { key: string }) => flag.key === key)).toEqual(one.body);
  });

  it("are told apart by the tag of a bulk answer", async () => {
    const tagOf = async (n: string) => (await post("/ofrep/v1/evaluate/flags", `{"context":{"n":${n}}}`)).etag;
    const [one, other, again] = [
      await tagOf("9007199254740993"),
      await tagOf("9007199254740992"),
      await tagOf("9007199254740993"),
    ];
    expect(one).not.toBe(other);
    expect(again).toBe(one);
  });

  it("deep below other things are refused, not a fault of the dataplane", async () => {
    const deep = `{"context":{"n":${"[".repeat(200_000)}12345678901234567${"]".repeat(200_000)}}}`;
    const { status, body } = await post("/ofrep/v1/evaluate/flags/whole-1.route", deep);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errorCode: "INVALID_CONTEXT" });
  });
});
