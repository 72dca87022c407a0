import { type RefObject, useEffect } from "react";

/** Ctrl+Enter applies what is under review, Esc leaves it, from anywhere in it. */
export function useReviewKeys(region: RefObject<HTMLElement | null>, onClose: () => void): void {
  useEffect(() => {
    const node = region.current;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const applies = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat;
      if (applies) node?.querySelector("form")?.requestSubmit();
      else if (event.key === "Escape") onClose();
      else return;
      event.preventDefault();
    };
    node?.addEventListener("keydown", onKey);
    return () => node?.removeEventListener("keydown", onKey);
  }, [region, onClose]);
}
