import { describe, expect, it } from "vitest";
import { fieldChanges, isPending, newSince, standingIn } from "./field-changes.ts";

describe("an audit event", () => {
  it("tells the fields that differ, and none that are the same", () => {
    expect(fieldChanges({ before: { owner: "Wei", scopes: ["read"] }, after: { owner: "Mei", scopes: ["read"] } })).toEqual([
      { name: "owner", before: "Wei", after: "Mei" },
    ]);
  });

  it("treats what did not exist as nothing", () => {
    expect(fieldChanges({ before: null, after: { name: "Cut over", goal: null } })).toEqual([
      { name: "name", before: null, after: "Cut over" },
    ]);
    expect(fieldChanges({ before: null, after: null })).toEqual([]);
  });

  it("knows a switch's standing by its shape", () => {
    expect(standingIn({ position: "shadow", next: "live", share: 5000, held: false })).toEqual({
      position: "shadow",
      next: "live",
      share: 5000,
    });
    expect(standingIn({ position: 3, name: "Phase" })).toBeNull();
    expect(standingIn(null)).toBeNull();
  });

  it("counts what came after the list was read", () => {
    expect(newSince([{ sequence: 9 }, { sequence: 8 }, { sequence: 7 }], 7)).toBe(2);
    expect(newSince([], 7)).toBe(0);
  });

  it("waits for the reason of a rollback until one was given, then or later", () => {
    const given = { sequence: 9 };
    expect(isPending({ act: "switch.rollback", reason: null, reasonGiven: null })).toBe(true);
    expect(isPending({ act: "switch.rollback", reason: "said at once", reasonGiven: null })).toBe(false);
    expect(isPending({ act: "switch.rollback", reason: null, reasonGiven: given })).toBe(false);
    expect(isPending({ act: "switch.hold", reason: null, reasonGiven: null })).toBe(false);
  });
});
