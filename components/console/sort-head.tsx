"use client";

import { useSearchValue } from "./use-search-value.ts";

export type Sorting<By extends string> = { by: By; down: boolean };

/** The column a list is sorted by, kept in the address: `owner`, or `-owner` downwards; null as it comes. */
export function sortingIn<By extends string>(text: string, columns: readonly By[]): Sorting<By> | null {
  const down = text.startsWith("-");
  const by = columns.find((column) => column === (down ? text.slice(1) : text));
  return by === undefined ? null : { by, down };
}

export type Keyed = string | number | null;

/** Sorted by a column; what has nothing there comes last either way, equals stay in their order. */
export function sorted<T, By extends string>(
  list: readonly T[],
  sorting: Sorting<By> | null,
  keyOf: (item: T, by: By) => Keyed,
): readonly T[] {
  if (!sorting) return list;
  const compare = (a: Keyed, b: Keyed) =>
    typeof a === "number" && typeof b === "number" ? a - b : ORDER.compare(String(a), String(b));
  return list.toSorted((one, other) => {
    const [a, b] = [keyOf(one, sorting.by), keyOf(other, sorting.by)];
    if (isNothing(a) || isNothing(b)) return Number(isNothing(a)) - Number(isNothing(b));
    return sorting.down ? compare(b, a) : compare(a, b);
  });
}

const ORDER = new Intl.Collator(undefined, { numeric: true });

function isNothing(key: Keyed): boolean {
  return key === null || key === "";
}

type Props = { by: string; sorting: Sorting<string> | null; className?: string | undefined; children: React.ReactNode };

/** The head of a column that sorts: upwards, downwards, and as it came. */
export function SortHead({ by, sorting, className, children }: Props) {
  const [, setSort] = useSearchValue("sort");
  const own = sorting?.by === by ? sorting : null;
  const next = own === null ? by : own.down ? "" : `-${by}`;
  return (
    <th scope="col" className={className} aria-sort={own === null ? undefined : own.down ? "descending" : "ascending"}>
      <button type="button" className="sort" onClick={() => setSort(next)}>
        {children}
        {own !== null && <span aria-hidden="true">{own.down ? " ↓" : " ↑"}</span>}
      </button>
    </th>
  );
}
