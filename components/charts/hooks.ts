import { type RefObject, useEffect, useState } from "react";

/** Width of an element in pixels, 0 until it is known. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    setWidth(Math.floor(element.clientWidth));
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/** The newest value, or the one that was newest when reading began: nothing moves under a reader's eyes. */
export function useHeld<T>(newest: T): { shown: T; held: boolean; hold: () => void; release: () => void } {
  const [frozen, setFrozen] = useState<{ value: T } | null>(null);
  return {
    shown: frozen ? frozen.value : newest,
    held: frozen !== null,
    hold: () => setFrozen((before) => before ?? { value: newest }),
    release: () => setFrozen(null),
  };
}
