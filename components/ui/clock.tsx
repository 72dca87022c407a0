"use client";

import { createContext, useContext, useSyncExternalStore } from "react";

const ServerNow = createContext(0);

/** Gives the server's time to the first paint, so that ages read the same before and after hydration. */
export function ClockProvider({ now, children }: { now: number; children: React.ReactNode }) {
  return <ServerNow value={now}>{children}</ServerNow>;
}

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    for (const notify of listeners) notify();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** Milliseconds since the epoch, moving in steps of `step` milliseconds; one timer serves every reader. */
export function useNow(step = 10_000): number {
  const first = useContext(ServerNow);
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / step) * step,
    () => first,
  );
}
