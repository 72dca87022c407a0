import { describe, expect, it } from "vitest";
import { safeReturn } from "./return.ts";

describe("the way back after signing in", () => {
  it("keeps a deep link with its query", () => {
    expect(safeReturn("/p/orders/board?environment=staging&q=pay")).toBe("/p/orders/board?environment=staging&q=pay");
  });

  it.each([
    undefined,
    "",
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/sign-in?to=/p/orders",
  ])("leads home from %j", (asked) => {
    expect(safeReturn(asked)).toBe("/");
  });
});
