import { expect, it } from "vitest";
import { concerns } from "./hints.ts";

const happened = (kind: string, subject: string, environment: string | null) => ({
  project: "p",
  events: [{ kind, subject: { kind: subject, key: "k" }, environment }],
});
const CHANGE = happened("switch.change", "switch", "production");
const ELSEWHERE = happened("switch.change", "switch", "staging");
const WORD = happened("risk.update", "risk", null);
const rows = ["switches", "orders", "production", "rows"];
const audit = ["audit", "orders"];
const figures = ["measurements", "orders", "production", "summary"];

it("reads where switches stand again after a change of one there, and after nothing else", () => {
  expect(concerns([CHANGE], rows)).toBe(true);
  expect(concerns([WORD, CHANGE], rows)).toBe(true);
  expect(concerns([WORD, ELSEWHERE], rows)).toBe(false);
  expect(concerns([happened("module.create", "module", null)], rows)).toBe(true);
  expect(concerns([{ project: "p", environment: "e", revision: 7, events: [] }], rows)).toBe(true);
});

it("reads what is written down again after every word", () => {
  expect(concerns([WORD], audit)).toBe(true);
  expect(concerns([WORD], ["switches", "orders", "production", "module", "alpha"])).toBe(true);
});

it("leaves alone what no hint tells of, but for one that tells of everything", () => {
  expect(concerns([CHANGE, WORD], figures)).toBe(false);
  expect(concerns([{}], figures)).toBe(true);
  expect(concerns([{ project: "p", events: [], more: true }], figures)).toBe(true);
});
