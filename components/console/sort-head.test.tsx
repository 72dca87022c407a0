import { expect, it } from "vitest";
import { sorted, sortingIn } from "./sort-head.tsx";

const COLUMNS = ["owner", "day"] as const;

it("reads what the address says, and nothing else", () => {
  expect(sortingIn("owner", COLUMNS)).toEqual({ by: "owner", down: false });
  expect(sortingIn("-day", COLUMNS)).toEqual({ by: "day", down: true });
  expect(sortingIn("", COLUMNS)).toBeNull();
  expect(sortingIn("-nothing", COLUMNS)).toBeNull();
});

it("sorts numbers and words, keeps equals in their order, and puts what has none last either way", () => {
  const list = [
    { n: 1, of: "b" },
    { n: 2, of: null },
    { n: 3, of: "a" },
    { n: 4, of: "b" },
  ];
  const by = (down: boolean) => sorted(list, { by: "of", down }, ({ of }) => of).map(({ n }) => n);
  expect(by(false)).toEqual([3, 1, 4, 2]);
  expect(by(true)).toEqual([1, 4, 3, 2]);
  expect(sorted([{ of: 10 }, { of: 9 }], { by: "of", down: false }, ({ of }) => of)).toEqual([{ of: 9 }, { of: 10 }]);
  expect(sorted(list, null, () => null)).toBe(list);
});
