import { afterEach, describe, expect, test } from "vitest";
import { evaluationCases, vectorSnapshot } from "../../lib/core/vectors/cases.ts";
import type { Position } from "../index.ts";
import { clientOf, closeAll } from "../test/harness.ts";

afterEach(closeAll);

const NOWHERE = { url: "http://127.0.0.1:9" };

describe("a client answers the golden cases", () => {
  test.each(evaluationCases)("evaluation $id: $key, $name", ({ key, context, expect: expected }) => {
    const { client } = clientOf(NOWHERE, { bootstrap: vectorSnapshot, coldStart: "persisted" });
    const answer = client.evaluate<Position>(key, context, "rampdown");
    if ("errorCode" in expected) {
      expect(answer).toMatchObject({ value: "rampdown", reason: "ERROR", errorCode: expected.errorCode });
      expect(client.position<Position>(key, context, "rampdown")).toBe("rampdown");
    } else {
      expect(answer).toMatchObject(expected);
      expect(client.position<Position>(key, context, "rampdown")).toBe(expected.value);
    }
  });
});

test("before there is a state the caller gets the fallback", () => {
  const { client } = clientOf(NOWHERE);
  expect(client.snapshot()).toBeNull();
  expect(client.revision).toBe(-1);
  expect(client.evaluate("orders.route", {}, "old")).toMatchObject({
    value: "old",
    reason: "ERROR",
    errorCode: "PROVIDER_NOT_READY",
  });
});

test("a context that throws is the caller's error, not an exception", () => {
  const { client } = clientOf(NOWHERE, { bootstrap: vectorSnapshot });
  const hostile = {
    get targetingKey(): string {
      throw new Error("no key for you");
    },
  };
  expect(client.evaluate("half.route", hostile, "old")).toMatchObject({
    value: "old",
    errorCode: "GENERAL",
    errorDetails: "no key for you",
  });
  const nothing = JSON.parse("null");
  expect(client.position("half.route", nothing, "old")).toBe("old");
});

describe("a faulty option is refused by name", () => {
  test.each([
    ["url", { url: "127.0.0.1:3001" }],
    ["url", { url: "ftp://example.org" }],
    ["token", { token: "" }],
    ["service", { service: "s".repeat(201) }],
    ["instance", { instance: "" }],
    ["leaseSeconds", { leaseSeconds: 0 }],
    ["reportEverySeconds", { reportEverySeconds: Number.NaN }],
    ["pollEverySeconds", { pollEverySeconds: -1 }],
    ["operationSeconds", { operationSeconds: 1e9 }],
    ["pauseSeconds", { pauseSeconds: -1 }],
    ["onLeaseLoss", { onLeaseLoss: JSON.parse('"fenced"') }],
    ["coldStart", { coldStart: JSON.parse('"hold"') }],
    ["snapshot.format", { bootstrap: {} }],
  ])("%s", (name, options) => {
    expect(() => clientOf(NOWHERE, options)).toThrow(new RegExp(`${name.replace(".", "\\.")}:`));
  });
});
