import { describe, expect, it } from "vitest";
import { ofrepFaults } from "../../test-ofrep.ts";

const ALL = "/ofrep/v1/evaluate/flags";
const ONE = `${ALL}/orders.route`;

const metadata = { stage: "old", share: 0, revision: 1, version: "1", flagSetId: "shop/production" };
const success = { key: "orders.route", reason: "STATIC", value: "old", variant: "old", metadata };
const failure = { errorCode: "GENERAL", errorDetails: "no", metadata: {}, error_code: "GENERAL", error_details: "no" };
const keyed = { ...failure, key: "orders.route" };
const stream = { type: "sse", endpoint: { requestUri: "/ofrep/v1/events" }, inactivityDelaySec: 120 };
const every = { flags: [success, { ...keyed, errorCode: "TARGETING_KEY_MISSING" }], metadata: {}, eventStreams: [stream] };

type Made = [path: string, status: number, body: unknown, headers?: Record<string, string>];

function faultsOf([path, status, body, headers = {}]: Made): string[] {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return ofrepFaults("POST", path, { status, text, headers: new Headers({ "content-type": "application/json", ...headers }) });
}

const tag = { etag: '"a"' };

describe("the check every OFREP answer in the tests goes through", () => {
  it.each<Made>([
    [ONE, 200, success],
    [ONE, 200, { ...success, reason: "DISABLED", more: [1] }],
    [`/${ONE}/?x=1`, 200, success],
    [ONE, 400, keyed],
    [ONE, 401, keyed],
    [ONE, 404, { ...keyed, errorCode: "FLAG_NOT_FOUND" }],
    [ONE, 429, keyed, { "retry-after": "1" }],
    [ONE, 503, keyed, { "retry-after": "2" }],
    [ALL, 200, every, tag],
    [`${ALL}/`, 200, { ...every, flags: [] }, tag],
    [ALL, 304, "", tag],
    [ALL, 413, failure],
    ["/ofrep/v1/nothing", 404, failure],
    ["/api/v1/snapshot", 404, "no JSON"],
  ])("finds nothing wrong with %s %i %j", (...made) => {
    expect(faultsOf(made)).toEqual([]);
  });

  it.each<[string, ...Made]>([
    ["no reason", ONE, 200, { ...success, reason: undefined }],
    ["a reason of its own", ONE, 200, { ...success, reason: "CACHED" }],
    ["a reason the schema lacks", ONE, 200, { ...success, reason: "DEFAULT" }],
    ["no variant", ONE, 200, { ...success, variant: undefined }],
    ["value null", ONE, 200, { ...success, value: null }],
    ["nested metadata", ONE, 200, { ...success, metadata: { ...metadata, a: {} } }],
    ["null in metadata", ONE, 200, { ...success, metadata: { ...metadata, a: null } }],
    ["an error code in a success", ONE, 200, { ...success, errorCode: "GENERAL" }],
    ["no key", ONE, 400, failure],
    ["a code OFREP does not know", ONE, 400, { ...keyed, errorCode: "TYPE_MISMATCH" }],
    ["another code for a missing flag", ONE, 404, keyed],
    ["no metadata", ONE, 401, { ...keyed, metadata: undefined }],
    ["one spelling", ONE, 403, { ...keyed, error_code: undefined }],
    ["no Retry-After", ONE, 429, keyed],
    ["a date in Retry-After", ONE, 503, keyed, { "retry-after": "2026-11-21T10:00:00Z" }],
    ["another content type", ONE, 400, keyed, { "content-type": "application/json; charset=utf-8" }],
    ["a redirect", ONE, 308, keyed, { location: "/" }],
    ["no Allow", ONE, 405, keyed],
    ["no tag", ALL, 200, every],
    ["a weak tag", ALL, 200, every, { etag: 'W/"a"' }],
    ["a body in 304", ALL, 304, "{}", tag],
    ["an item without value", ALL, 200, { ...every, flags: [{ ...success, value: undefined }] }, tag],
    ["an item without key", ALL, 200, { ...every, flags: [failure] }, tag],
    ["a stream with two addresses", ALL, 200, { ...every, eventStreams: [{ ...stream, url: "http://x" }] }, tag],
    ["a stream without address", ALL, 200, { ...every, eventStreams: [{ type: "sse" }] }, tag],
    ["an impossible delay", ALL, 200, { ...every, eventStreams: [{ ...stream, inactivityDelaySec: 0 }] }, tag],
  ])("finds %s", (_, ...made) => {
    expect(faultsOf(made)).not.toEqual([]);
  });
});
