import { useSyncExternalStore } from "react";

/** What a reader set for this browser alone. */

const LETTERS = "switchyard-letter-keys";
const NAVIGATION = "switchyard-nav";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing still works; it only forgets.
  }
  for (const listener of listeners) listener();
}

function useStored(key: string, fallback: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => read(key) ?? fallback,
    () => fallback,
  );
  return [value, (next) => write(key, next)];
}

/** Whether single letters act as keys. */
export function useLetterKeys(): [boolean, (on: boolean) => void] {
  const [value, set] = useStored(LETTERS, "on");
  return [value === "on", (on) => set(on ? "on" : "off")];
}

/** Whether the navigation is folded to its icons. */
export function useNarrowNavigation(): [boolean, (narrow: boolean) => void] {
  const [value, set] = useStored(NAVIGATION, "wide");
  return [value === "narrow", (narrow) => set(narrow ? "narrow" : "wide")];
}

const YEAR_SECONDS = 31_536_000;

/** Keeps a choice the server needs for its first paint. */
export function setCookie(name: string, value: string): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  const kept = `${name}=${encodeURIComponent(value)}; path=/; max-age=${value ? YEAR_SECONDS : 0}; samesite=lax${secure}`;
  Reflect.set(document, "cookie", kept);
}
