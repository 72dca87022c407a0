import { expect, it } from "vitest";
import { concerns } from "./hints.ts";

const CHANGE = { project: "p", environment: "e", revision: 7 };
const WORD = { project: "p" };
const rows = ["switches", "orders", "production", "rows"];
const audit = ["audit", "orders"];
const figures = ["measurements", "orders", "production", "summary"];

it("reads where switches stand again after a change of one, and after nothing else", () => {
  expect(concerns([CHANGE], rows)).toBe(true);
  expect(concerns([WORD, CHANGE], rows)).toBe(true);
  expect(concerns([WORD, WORD], rows)).toBe(false);
});

it("reads what is written down again after every word", () => {
  expect(concerns([WORD], audit)).toBe(true);
  expect(concerns([WORD], ["switches", "orders", "production", "module", "alpha"])).toBe(true);
});

it("leaves alone what no hint tells of, but for one that tells of everything", () => {
  expect(concerns([CHANGE, WORD], figures)).toBe(false);
  expect(concerns([{}], figures)).toBe(true);
});
