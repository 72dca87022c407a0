"use client";

import { createContext, useContext, useEffect, useRef } from "react";
import { readKey, takesText } from "./keys.ts";
import { useLetterKeys } from "./preferences.ts";

type Handlers = Record<string, () => void>;
type Registry = { current: Handlers }[];

const KeyRegistry = createContext<Registry | null>(null);

const PREFIX_MS = 1500;

/** Listens once for the whole console; what was registered last answers first. */
export function KeysProvider({ children }: { children: React.ReactNode }) {
  const registry = useRef<Registry>([]);
  const [letters] = useLetterKeys();

  useEffect(() => {
    let pending = "";
    let forget: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const reading = readKey(
        {
          key: event.key,
          ctrlKey: event.ctrlKey,
          metaKey: event.metaKey,
          altKey: event.altKey,
          shiftKey: event.shiftKey,
          repeat: event.repeat,
          typing: takesText(event.target),
          dialog: document.querySelector("dialog[open]") !== null,
        },
        { pending, letters },
      );
      pending = reading.pending;
      clearTimeout(forget);
      forget = setTimeout(() => {
        pending = "";
      }, PREFIX_MS);
      const { combination } = reading;
      const handler = combination && registry.current.findLast((keys) => keys.current[combination])?.current[combination];
      if (!handler) return;
      event.preventDefault();
      handler();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(forget);
      document.removeEventListener("keydown", onKey);
    };
  }, [letters]);

  return <KeyRegistry value={registry.current}>{children}</KeyRegistry>;
}

/** Binds combinations ("r", "g b", "mod+k") while the component is on screen. */
export function useKeys(handlers: Handlers): void {
  const registry = useContext(KeyRegistry);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (!registry) return;
    registry.push(latest);
    return () => {
      registry.splice(registry.indexOf(latest), 1);
    };
  }, [registry]);
}
