import { describe, expect, it } from "vitest";
import { tableLines } from "./table.ts";
import { clipped, padded, plain, widthOf } from "./text.ts";

describe("what a terminal shows", () => {
  it.each([
    ["orders", 6],
    ["订单", 4],
    ["ｆｕｌｌ", 8],
    ["ｱｲｳ", 3],
    ["e\u0301te", 3],
    ["🚦 stop", 7],
    ["→ …–", 4],
  ])("%s takes %d columns", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it("is cut between characters, with a mark", () => {
    expect(clipped("订单服务", 5)).toBe("订单…");
    expect(clipped("orders", 6)).toBe("orders");
    expect(padded("订单", 6)).toBe("订单  ");
  });

  it("cannot be steered by what others wrote", () => {
    expect(plain("quiet\u001b[2J\u0007\nnight \u202etxt")).toBe("quiet [2J night  txt");
  });
});

describe("a table", () => {
  const rows = [
    ["订单.data", "shadow → live 20%", "", "v12"],
    ["payments.data", "off", "", "v1"],
  ];

  it("aligns its columns and leaves the empty ones out", () => {
    expect(tableLines(["SWITCH", "STANDS AT", "NOTE", "VERSION"], rows, 80)).toEqual([
      "SWITCH         STANDS AT          VERSION",
      "订单.data      shadow → live 20%  v12",
      "payments.data  off                v1",
    ]);
  });

  it("stays within the width, down to what cannot be read any more", () => {
    const long = rows.map((row) => [...row, "live refused: barrier, currency, secondary-writes"]);
    for (const width of [80, 60, 48]) {
      for (const line of tableLines(["SWITCH", "STANDS AT", "NOTE", "VERSION", "NEXT MOVE"], long, width)) {
        expect(widthOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});
