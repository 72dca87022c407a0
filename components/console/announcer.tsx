"use client";

import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";

const Announce = createContext<(text: string) => void>(() => undefined);

const AT_MOST_EVERY_MS = 10_000;

/** Reads short news to screen readers, at most one in ten seconds; of several that wait, the last. */
export function Announcer({ children }: { children: React.ReactNode }) {
  const [text, setText] = useState("");
  const spoken = useRef(0);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const announce = useCallback((next: string) => {
    clearTimeout(waiting.current);
    const wait = Math.max(0, spoken.current + AT_MOST_EVERY_MS - Date.now());
    waiting.current = setTimeout(() => {
      spoken.current = Date.now();
      setText(next);
    }, wait);
  }, []);

  useEffect(() => () => clearTimeout(waiting.current), []);

  return (
    <Announce value={announce}>
      {children}
      <p role="status" className="visually-hidden">
        {text}
      </p>
    </Announce>
  );
}

export function useAnnounce(): (text: string) => void {
  return useContext(Announce);
}
