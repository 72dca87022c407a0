import { useSearchParams } from "next/navigation";
import { useCallback, useState } from "react";

export type Selection = {
  keys: ReadonlySet<string>;
  /** Selecting is under way, even when nothing is selected yet. */
  on: boolean;
  toggle: (module: string) => void;
  begin: () => void;
  clear: () => void;
};

/** Those an address names whose sheet is about what is selected. */
function selectedIn(sheet: string | null): ReadonlySet<string> | null {
  const [kind, ...keys] = sheet?.split(".") ?? [];
  return kind?.endsWith("-selected") ? new Set(keys) : null;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Modules chosen for one act on all of them. */
export function useSelection(): Selection {
  const asked = useSearchParams().get("sheet");
  const [keys, setKeys] = useState(() => selectedIn(asked));
  // Keys may come faster than the screen follows, so each adds to what the one before left.
  const toggle = useCallback(
    (module: string) =>
      setKeys((known) => {
        const next = new Set(known);
        if (!next.delete(module)) next.add(module);
        return next;
      }),
    [],
  );
  return {
    keys: keys ?? NOTHING,
    on: keys !== null,
    toggle,
    begin: () => setKeys((known) => known ?? NOTHING),
    clear: () => setKeys(null),
  };
}
