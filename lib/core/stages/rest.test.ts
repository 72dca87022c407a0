import { expect, it } from "vitest";
import { restOf } from "./rest.ts";
import { switchAt } from "./test-module.ts";

const old = [switchAt("route", "old"), switchAt("call", "old"), switchAt("data", "off")];
const complete = [switchAt("route", "new"), switchAt("call", "new"), switchAt("data", "complete")];

it("is at rest all on the old side, or all at the end of the new", () => {
  expect(restOf(old)).toBe("old");
  expect(restOf(complete)).toBe("new");
  expect(restOf(old.map((state) => ({ ...state, held: true })))).toBe("old");
});

it.each([
  ["a share is under way", [switchAt("route", "old", { next: "new", share: 1 })]],
  ["rules send some ahead", [switchAt("data", "off", { next: "dualwrite", share: 0 })]],
  ["it stands between", [switchAt("data", "live")]],
  ["one is new and another old", [switchAt("route", "new"), switchAt("call", "old")]],
  ["writes wait", [switchAt("data", "off", { paused: true })]],
])("is not while %s", (_, states) => {
  expect(restOf(states)).toBeNull();
});
