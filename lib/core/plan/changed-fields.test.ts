import { expect, it } from "vitest";
import { changedFields } from "./changed-fields.ts";

const stored = { name: "a", owner: "", due: new Date(0) as Date | null };

it("names only what would change", () => {
  expect(changedFields(stored, { name: "b", owner: "" })).toEqual({ before: { name: "a" }, after: { name: "b" } });
});

it("is null when nothing would", () => {
  expect(changedFields(stored, { name: "a", owner: undefined, due: new Date(0) })).toBeNull();
});

it("tells null from undefined", () => {
  expect(changedFields(stored, { due: null })).toEqual({ before: { due: new Date(0) }, after: { due: null } });
});
