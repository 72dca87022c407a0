import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changedFields, rebase } from "./rebase.ts";

const base = { name: "Cut over", owner: "Wei", date: "2027-02-24" };

describe("rebase", () => {
  it("keeps both changes where they touch different fields", () => {
    const result = rebase(base, { ...base, owner: "Mei" }, { ...base, date: "2027-02-28" });
    expect(result).toEqual({ values: { name: "Cut over", owner: "Mei", date: "2027-02-28" }, clashes: [], taken: ["date"] });
  });

  it("names a field both changed and keeps mine until I decide", () => {
    const result = rebase(base, { ...base, owner: "Mei" }, { ...base, owner: "Ana" });
    expect(result).toEqual({ values: { ...base, owner: "Mei" }, clashes: ["owner"], taken: [] });
  });

  it("does not ask where both chose the same", () => {
    expect(rebase(base, { ...base, owner: "Mei" }, { ...base, owner: "Mei" }).clashes).toEqual([]);
  });

  it("never loses a change of mine and never undoes one of theirs", () => {
    const draft = fc.record({ a: fc.constantFrom("x", "y", "z"), b: fc.constantFrom("x", "y", "z") });
    fc.assert(
      fc.property(draft, draft, draft, (start, mine, theirs) => {
        const { values, clashes } = rebase(start, mine, theirs);
        for (const name of ["a", "b"] as const) {
          if (mine[name] !== start[name]) expect(values[name]).toBe(mine[name]);
          else expect(values[name]).toBe(theirs[name]);
          if (mine[name] !== start[name] && theirs[name] !== start[name] && mine[name] !== theirs[name])
            expect(clashes).toContain(name);
        }
        expect(rebase(start, start, theirs).values).toEqual(theirs);
        expect(changedFields(start, start)).toEqual({});
      }),
    );
  });
});
