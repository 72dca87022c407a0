"use client";

import { createContext, useCallback, useContext, useEffect, useId, useMemo, useState } from "react";

/** An entry of the palette: a verb and its target. */
export type Command = { id: string; label: string; group: "act" | "go"; keys?: readonly string[]; run: () => void };

type Offer = (owner: string, commands: Command[] | null) => void;

/** Apart, so that those who offer are not drawn again by what others offer. */
const Offered = createContext<Command[]>([]);
const OfferContext = createContext<Offer>(() => undefined);

export function CommandsProvider({ children }: { children: React.ReactNode }) {
  const [byOwner, setByOwner] = useState<ReadonlyMap<string, Command[]>>(new Map());
  const commands = useMemo(() => [...byOwner.values()].flat(), [byOwner]);
  const offer = useCallback<Offer>((owner, own) => {
    setByOwner((known) => {
      const next = new Map(known);
      if (own) next.set(owner, own);
      else next.delete(owner);
      return next;
    });
  }, []);
  return (
    <OfferContext value={offer}>
      <Offered value={commands}>{children}</Offered>
    </OfferContext>
  );
}

/** Every command offered on the page now. */
export function useOffered(): Command[] {
  return useContext(Offered);
}

/** Offers commands while the component is on screen. Pass a memoised list. */
export function useCommands(commands: Command[]): void {
  const offer = useContext(OfferContext);
  const owner = useId();
  useEffect(() => {
    offer(owner, commands);
    return () => offer(owner, null);
  }, [offer, owner, commands]);
}
