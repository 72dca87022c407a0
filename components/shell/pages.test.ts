import { describe, expect, it } from "vitest";
import { pageOf, showsStrip } from "./pages.ts";

describe("the page an address shows", () => {
  it.each([
    ["/p/orders", "overview"],
    ["/p/orders/board", "board"],
    ["/p/orders/m/payments", "board"],
    ["/p/orders/settings/tokens", "settings"],
    ["/p/orders/nowhere", null],
  ])("%s is %s", (path, page) => {
    expect(pageOf(path, "orders")).toBe(page);
  });

  it("has the strip of changes where switches are worked on", () => {
    expect(["", "/board", "/m/orders", "/audit"].map((path) => showsStrip(`/p/orders${path}`, "orders"))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
