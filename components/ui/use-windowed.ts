import { type RefObject, useDeferredValue, useEffect, useLayoutEffect, useMemo, useState } from "react";
import { type Piece, piecesOf, type Range } from "./windowed.ts";

/** Drawn beyond both edges, so that a short scroll shows no gap; and how far one scrolls before anything is drawn anew. */
const BEYOND = 800;
const STEP = 100;

const NOTHING = { order: "", top: 0 };

type Options = {
  /** Each item is drawn as an element whose `data-item` is its key. */
  keys: readonly string[];
  /** The height of one that was not drawn yet. */
  estimate: number;
  isKept: (key: string) => boolean;
};

/**
 * What to draw of a list that scrolls with the page: what is in sight at once, and what is beyond its edges when there is
 * time, so that nobody waits for rows that cannot be seen. Heights are measured as items are drawn.
 */
export function useWindowed(list: RefObject<HTMLElement | null>, { keys, estimate, isKept }: Options): readonly Piece[] {
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const [top, setTop] = useState(0);

  useEffect(() => {
    const look = () => {
      const above = -(list.current?.getBoundingClientRect().top ?? 0);
      setTop(Math.floor(above / STEP) * STEP);
    };
    look();
    window.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      window.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
  }, [list]);

  useLayoutEffect(() => {
    const drawn = [...(list.current?.querySelectorAll<HTMLElement>("[data-item]") ?? [])];
    const fresh = drawn
      .map((element) => [element.dataset.item ?? "", element.offsetHeight] as const)
      .filter(([key, height]) => (heights.get(key) ?? estimate) !== height);
    if (fresh.length > 0) setHeights((known) => new Map([...known, ...fresh]));
  });

  const order = keys.join("\n");
  const asked = useMemo(() => ({ order, top }), [order, top]);
  const settled = useDeferredValue(asked, NOTHING);
  const height = typeof window === "undefined" ? 0 : window.innerHeight;
  const around = (top: number, beyond: number): Range => ({ top: top - beyond, bottom: top + STEP + height + beyond });
  // What is drawn already stays until then, as far as it is of the same list.
  const wanted = settled.order === order ? [around(top, 0), around(settled.top, BEYOND)] : [around(top, 0)];
  return piecesOf(
    keys.map((key) => heights.get(key) ?? estimate),
    wanted,
    (index) => isKept(keys[index] ?? ""),
  );
}
