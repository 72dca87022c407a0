import { useState } from "react";

export type Selection = {
  keys: ReadonlySet<string>;
  /** Selecting is under way, even when nothing is selected yet. */
  on: boolean;
  toggle: (module: string) => void;
  begin: () => void;
  clear: () => void;
};

/** Modules chosen for one act on all of them. */
export function useSelection(): Selection {
  const [keys, setKeys] = useState<ReadonlySet<string> | null>(null);
  const known = keys ?? new Set<string>();
  return {
    keys: known,
    on: keys !== null,
    toggle: (module) => {
      const next = new Set(known);
      if (!next.delete(module)) next.add(module);
      setKeys(next);
    },
    begin: () => setKeys(known),
    clear: () => setKeys(null),
  };
}
