import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { momentNow, Permit } from "./permit.ts";

const HOUR = 3_600_000;

let ended: string[];
let permit: Permit;
beforeEach(() => {
  ended = [];
  permit = new Permit(({ message }) => ended.push(message));
});
afterEach(() => vi.useRealTimers());

describe("a lease is over", () => {
  test("after the wall's time, though the machine slept through it", () => {
    permit.grant(HOUR, momentNow());
    expect(permit.refusal).toBeNull();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + HOUR + 1 });
    expect(permit.refusal?.name).toBe("LeaseError");
    expect(ended).toHaveLength(1);
    // Said once, however often it is asked.
    expect(permit.refusal?.message).toContain("ran out");
    expect(ended).toHaveLength(1);
  });

  test("after the steady clock's time, though the wall's was set back", async () => {
    permit.grant(100, momentNow());
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - HOUR });
    expect(permit.refusal).toBeNull();
    await expect.poll(() => ended, { timeout: 5000 }).toHaveLength(1);
    expect(permit.refusal).not.toBeNull();
  });

  test("counted from before it was asked for", () => {
    const { steady, wall } = momentNow();
    permit.grant(1000, { steady: steady - 1001, wall: wall - 1001 });
    expect(permit.refusal).not.toBeNull();
  });
});

test("one without an end lasts, until it is revoked; and after its end none is given", () => {
  permit.grant(Number.POSITIVE_INFINITY, momentNow());
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1000 * HOUR });
  expect(permit.refusal).toBeNull();
  permit.revoke("written off");
  expect(permit.refusal?.message).toBe("written off");
  permit.grant(HOUR, momentNow());
  expect(permit.refusal).toBeNull();
  permit.end("closed");
  permit.grant(HOUR, momentNow());
  expect(permit.refusal?.message).toBe("closed");
  expect(ended).toEqual(["written off", "closed"]);
});
