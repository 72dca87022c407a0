import { useEffect } from "react";

/** Where not all rows are drawn the browser's own search would miss most of them: Ctrl-F goes to the filter, twice to the browser. */
export function useFind(): void {
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "f") return;
      const filter = document.querySelector<HTMLInputElement>("input[data-filter]");
      if (!filter || document.activeElement === filter || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      filter.focus();
      filter.select();
    };
    window.addEventListener("keydown", find);
    return () => window.removeEventListener("keydown", find);
  }, []);
}
