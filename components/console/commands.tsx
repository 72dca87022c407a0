"use client";

import { createContext, useContext, useEffect, useId, useMemo, useState } from "react";

/** An entry of the palette: a verb and its target. */
export type Command = { id: string; label: string; group: "act" | "go"; keys?: readonly string[]; run: () => void };

type Registry = { commands: Command[]; offer: (owner: string, commands: Command[] | null) => void };

const CommandRegistry = createContext<Registry | null>(null);

export function CommandsProvider({ children }: { children: React.ReactNode }) {
  const [byOwner, setByOwner] = useState<ReadonlyMap<string, Command[]>>(new Map());
  const registry = useMemo<Registry>(
    () => ({
      commands: [...byOwner.values()].flat(),
      offer: (owner, commands) =>
        setByOwner((known) => {
          const next = new Map(known);
          if (commands) next.set(owner, commands);
          else next.delete(owner);
          return next;
        }),
    }),
    [byOwner],
  );
  return <CommandRegistry value={registry}>{children}</CommandRegistry>;
}

function useRegistry(): Registry {
  const registry = useContext(CommandRegistry);
  if (!registry) throw new Error("used outside the console's commands");
  return registry;
}

/** Every command offered on the page now. */
export function useOffered(): Command[] {
  return useRegistry().commands;
}

/** Offers commands while the component is on screen. Pass a memoised list. */
export function useCommands(commands: Command[]): void {
  const { offer } = useRegistry();
  const owner = useId();
  useEffect(() => {
    offer(owner, commands);
    return () => offer(owner, null);
  }, [offer, owner, commands]);
}
