"use client";

import { useSearchParams } from "next/navigation";

/** A value of the URL's query that only the browser needs: setting it asks the server for nothing. */
export function useSearchValue(name: string): [string, (value: string) => void] {
  const search = useSearchParams();
  const set = (value: string) => {
    const url = new URL(window.location.href);
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
    window.history.replaceState(null, "", url);
  };
  return [search.get(name) ?? "", set];
}
