import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idGenerator, idOfOperation, SHARDS, shardOf } from "./domain/ids.ts";
import { decide } from "./domain/order.ts";
import { targetOf } from "./domain/request.ts";
import { changeOf, newOrder, nextNumber } from "./testing/commands.ts";
import { newOperationId } from "./traffic/operation-id.ts";

describe("ids", () => {
  test("grow whatever the clock does, and never meet those of another worker", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 5 }), { minLength: 1, maxLength: 200 }), (steps) => {
        let clock = Date.UTC(2026, 0, 1);
        const [one, other] = [idGenerator(1, () => clock), idGenerator(2, () => clock)];
        const ids: bigint[] = [];
        const others: bigint[] = [];
        for (const step of steps) {
          clock += step;
          ids.push(BigInt(one()));
          others.push(BigInt(other()));
        }
        expect(ids).toEqual([...ids].sort((a, b) => (a < b ? -1 : 1)));
        expect(new Set([...ids, ...others]).size).toBe(ids.length * 2);
      }),
    );
  });

  test("stay ordered and unique when a millisecond is used up, within 63 bits", () => {
    const next = idGenerator(1023, () => Date.UTC(2090, 0, 1));
    const ids = Array.from({ length: 10_000 }, () => BigInt(next()));
    expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] as bigint))).toBe(true);
    expect(ids.at(-1)).toBeLessThan(2n ** 63n);
  });

  test("are ordered by time across workers", () => {
    const early = idGenerator(900, () => Date.UTC(2026, 0, 1))();
    const late = idGenerator(3, () => Date.UTC(2026, 0, 1) + 1)();
    expect(BigInt(late)).toBeGreaterThan(BigInt(early));
  });

  test("of an operation that says when it was made are the same wherever it is repeated", () => {
    const [first, second] = [newOperationId(), newOperationId()];
    expect(idOfOperation(first)).toBe(idOfOperation(first));
    expect(idOfOperation(first)).not.toBe(idOfOperation(second));
    const made = idGenerator(1)();
    expect(Math.abs(Number((BigInt(idOfOperation(first) as string) - BigInt(made)) >> 22n))).toBeLessThan(5_000);
    expect(idOfOperation("create-1001")).toBeNull();
    expect(idOfOperation("00000000-0000-7000-8000-000000000000")).toBeNull();
  });

  test("a worker outside 0 … 1023 is refused", () => {
    expect(() => idGenerator(1024)).toThrow(RangeError);
  });
});

test("users fall on the tables by their number modulo 64", () => {
  expect(["1", "63", "64", "130"].map(shardOf)).toEqual([1, 63, 0, 2]);
  expect(new Set(Array.from({ length: 1_000 }, (_, index) => shardOf(String(index + 1)))).size).toBe(SHARDS);
});

describe("what may happen to an order", () => {
  test.each([
    ["orders", ["pay", "cancel"], "cancelled"],
    ["orders", ["cancel"], "cancelled"],
    ["payments", ["pay", "cancel"], "refunded"],
    ["payments", ["cancel"], "voided"],
  ] as const)("%s: %j ends in %s", (module, steps, end) => {
    let order = newOrder(module, "5");
    for (const step of steps) {
      const outcome = decide(order, changeOf(order, step), nextNumber());
      if (!outcome.ok) throw new Error(outcome.reason);
      order = outcome.order;
    }
    expect(order).toMatchObject({ status: end, version: steps.length + 1 });
    expect(decide(order, changeOf(order, "pay"), nextNumber())).toEqual({ ok: false, reason: "status", status: end });
  });

  test("a repeated operation changes nothing", () => {
    const order = newOrder("orders", "5");
    const pay = changeOf(order, "pay");
    const first = decide(order, pay, nextNumber());
    expect(first.ok && decide(first.order, pay, nextNumber())).toEqual(first);
  });
});

test.each([
  ["POST", "/orders", { module: "orders", operation: "create", id: null }],
  ["POST", "/payments/12/pay", { module: "payments", operation: "pay", id: "12" }],
  ["POST", "/orders/12/cancel", { module: "orders", operation: "cancel", id: "12" }],
  ["GET", "/orders/12", { module: "orders", operation: "get", id: "12" }],
  ["GET", "/payments", { module: "payments", operation: "list-by-user", id: null }],
  ["GET", "/payments/by-time", { module: "payments", operation: "list-by-time", id: null }],
  ["GET", "/orders/9999999999999999999", null],
  ["GET", "/orders/12/pay", null],
  ["POST", "/orders/by-time/pay", null],
  ["DELETE", "/orders/12", null],
  ["GET", "/other", null],
])("%s %s asks for %j", (method, path, target) => {
  expect(targetOf(method, path)).toEqual(target);
});
