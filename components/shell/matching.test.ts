import { describe, expect, it } from "vitest";
import type { Command } from "./command.ts";
import { matching } from "./matching.ts";

const command = (label: string, group: Command["group"]): Command => ({ id: label, label, group, run: () => undefined });
const COMMANDS = [
  command("Roll back every module of Orders", "everything"),
  command("Roll back orders", "act"),
  command("Go to orders", "go"),
  command("Go to Board", "go"),
  command("Hold reorders", "act"),
];
const found = (query: string) => matching(COMMANDS, query).map(({ label }) => label);

describe("the palette", () => {
  it("finds by the words typed, in any order; beginnings of words and pages first", () => {
    expect(found("orders")).toEqual(["Go to orders", "Roll back orders", "Roll back every module of Orders", "Hold reorders"]);
    expect(found("ord ro")).toEqual(["Roll back orders", "Roll back every module of Orders"]);
  });

  it("offers everything at first and nothing for what it does not know", () => {
    expect(found("")).toHaveLength(COMMANDS.length);
    expect(found("frobnicate")).toEqual([]);
  });
});
