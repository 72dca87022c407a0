import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";
import { isKey } from "./key.ts";
import { MOST_MODULES, moduleList } from "./module-list.ts";

const faults = (text: string) => moduleList(text).faults.map(({ line, fault, value }) => [line, fault, value]);
const named = (text: string) => moduleList(text).modules.map(({ line, key, name, owner }) => [line, key, name, owner]);

describe("a list of modules", () => {
  it("is a key a line, and empty lines count", () => {
    expect(named("\uFEFForders\r\n\r\n  stock  \n")).toEqual([
      [1, "orders", "orders", ""],
      [3, "stock", "stock", ""],
    ]);
  });

  it.each([",", ";", "\t"])("is key, name and owner with %j between", (between) => {
    expect(named(["orders", " Orders ", "Wei Chen"].join(between))).toEqual([[1, "orders", "Orders", "Wei Chen"]]);
  });

  it("has empty and quoted cells between tabs", () => {
    expect(named('orders\t\t"Wei Chen"\n"stock"\t"Stock"\tPriya')).toEqual([
      [1, "orders", "orders", "Wei Chen"],
      [2, "stock", "Stock", "Priya"],
    ]);
  });

  it("keeps what is quoted, and the other separators in a cell", () => {
    expect(named('orders,"Orders, old and ""new""",Wei\nstock;Stock, all of it')).toEqual([
      [1, "orders", 'Orders, old and "new"', "Wei"],
      [2, "stock", "Stock, all of it", ""],
    ]);
  });

  it("has its columns named by a first line, in any order", () => {
    expect(moduleList("Owner,Old system,key\nWei,monolith,orders").modules).toEqual([
      { line: 2, key: "orders", name: "orders", owner: "Wei", domain: "", oldSystem: "monolith", newSystem: "" },
    ]);
    expect(named("key\norders")).toEqual([[2, "orders", "orders", ""]]);
    expect(faults("key,colour,size\norders,red,7")).toEqual([[1, "column", "colour"]]);
    expect(faults("key,name,Name\norders,a,b")).toEqual([[1, "twice", "Name"]]);
    expect(faults("name,owner\nOrders,Wei").slice(0, 1)).toEqual([[1, "column", "key"]]);
  });

  it("says of every faulty line what is wrong with it", () => {
    const list = ["Orders", "stock", 'a,"b', 'a,"b"c', "a,b,c,d", "stock,again", `long,${"n".repeat(201)}`, "odd,a\u0007b", ",x"];
    expect(faults(list.join("\n"))).toEqual([
      [1, "key", "Orders"],
      [3, "quote", 'a,"b'],
      [4, "quote", 'a,"b"c'],
      [5, "cells", "d"],
      [6, "twice", "stock"],
      [7, "long", "n".repeat(201)],
      [8, "text", "a\u0007b"],
      [9, "key", ""],
    ]);
  });

  it("ends somewhere", () => {
    const list = Array.from({ length: MOST_MODULES + 1 }, (_, index) => `m-${index}`).join("\n");
    expect(moduleList(list).modules).toHaveLength(MOST_MODULES);
    expect(faults(list)).toEqual([[MOST_MODULES + 1, "many", `m-${MOST_MODULES}`]]);
  });
});

it("reads back what was written as CSV", () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/).filter((text) => text !== "key");
  const text = fc.stringMatching(/^[a-zA-Z"][a-zA-Z",; ]{0,40}$/).map((cell) => cell.trim());
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(key, text, text), { selector: ([first]) => first, maxLength: 20 }), (rows) => {
      expect(named(rows.map(csvLine).join("")).map((row) => row.slice(1))).toEqual(rows);
    }),
  );
});

it("has an answer for any text: every line that is not empty is a module, or faulty, or the head", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab1-A订 ,;"\t\n\r\0'), maxLength: 60 }), (text) => {
      const { modules, faults } = moduleList(text);
      for (const { key, name } of modules) expect(isKey(key) && name !== "").toBe(true);
      const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
      const told = new Set([...modules, ...faults].map(({ line }) => line));
      const untold = lines.filter((line, index) => line.trim() !== "" && !told.has(index + 1));
      expect(untold.length).toBeLessThanOrEqual(1);
    }),
  );
});
