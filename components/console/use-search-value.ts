"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";

/** What was set while the router still told `of`: it follows an address when it has time, and a reader who types has none. */
let ahead: { of: string; search: URLSearchParams } | null = null;

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) ahead = null;
  };
}

/** A value of the URL's query that only the browser needs: setting it asks the server for nothing, and it is there at once. */
export function useSearchValue(name: string): [string, (value: string) => void] {
  const search = useSearchParams();
  const told = search.toString();
  const value = useSyncExternalStore(
    subscribe,
    () => (ahead?.of === told ? ahead.search : search).get(name) ?? "",
    () => search.get(name) ?? "",
  );
  useEffect(() => {
    // The router has come after, or went elsewhere.
    if (ahead && ahead.of !== told) ahead = null;
  }, [told]);

  const set = (value: string) => {
    const url = new URL(window.location.href);
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
    ahead = { of: told, search: url.searchParams };
    window.history.replaceState(null, "", url);
    for (const listener of listeners) listener();
  };
  return [value, set];
}
