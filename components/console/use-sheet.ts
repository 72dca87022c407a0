"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";

/** A sheet that is open: of which kind, and about what. */
export type OpenSheet<Kind extends string> = { kind: Kind; of: string };

const PARAMETER = "sheet";
/** Marks an entry of the browser's history that a sheet made. */
const MADE = "sheetMade";

// A sheet opens and closes without the router: at once, without a network, and beside whatever it is doing.
const listeners = new Set<() => void>();
let listens = false;
/** What is open, as the address says; null before that was read. The router may write its own address over it. */
let current: string | null = null;
/** The address below the sheet that is open, as the router knows it. */
let below: string | null = null;
let leaving: Promise<void> | null = null;
let left: (() => void) | null = null;

/**
 * The sheet of one of these kinds that the address names, if any. To show one makes an entry in the browser's history,
 * so that Back closes it and whoever is given the address sees it too.
 */
export function useSheet<Kind extends string>(kinds: readonly Kind[]) {
  const place = `${usePathname()} ${useSearchParams()}`;
  const text = useSyncExternalStore(subscribe, named, () => "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the router went somewhere
  useEffect(() => {
    if (below !== location.href) read();
  }, [place]);
  const dot = text.indexOf(".");
  const [name, of] = dot < 0 ? [text, ""] : [text.slice(0, dot), text.slice(dot + 1)];
  const kind = kinds.find((one) => one === name);
  const sheet: OpenSheet<Kind> | null = kind === undefined ? null : { kind, of };
  return { sheet, show: show as (kind: Kind, of?: string | number) => void, close };
}

function show(kind: string, of: string | number = ""): void {
  if (leaving) {
    void leaving.then(() => show(kind, of));
    return;
  }
  const open = named() !== "";
  current = of === "" ? kind : `${kind}.${of}`;
  const url = addressWith(current);
  if (open) history.replaceState(history.state, "", url);
  else {
    below = addressWith("");
    history.pushState({ ...history.state, [MADE]: true }, "", url);
  }
  tell();
}

/** Resolves when the address is as it was before. */
function close(): Promise<void> {
  if (leaving) return leaving;
  if (named() === "") return Promise.resolve();
  if (!history.state?.[MADE]) {
    // Without the router's own mark, so that it takes note.
    history.replaceState(null, "", addressWith(""));
    read();
    return Promise.resolve();
  }
  leaving = new Promise((resolve) => {
    left = resolve;
  });
  history.back();
  tell();
  return leaving;
}

function named(): string {
  current ??= inAddress();
  return leaving ? "" : current;
}

function inAddress(): string {
  return new URL(location.href).searchParams.get(PARAMETER) ?? "";
}

function read(): void {
  const before = current;
  current = inAddress();
  if (current === "") below = null;
  if (current !== before) tell();
}

function addressWith(sheet: string): string {
  const url = new URL(location.href);
  if (sheet) url.searchParams.set(PARAMETER, sheet);
  else url.searchParams.delete(PARAMETER);
  return url.href;
}

function subscribe(listener: () => void): () => void {
  if (!listens) window.addEventListener("popstate", onPop, { capture: true });
  listens = true;
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function onPop(event: PopStateEvent): void {
  // The router was not told of the sheet, and has nowhere to go.
  if (below === location.href) event.stopImmediatePropagation();
  leaving = null;
  read();
  tell();
  left?.();
}

function tell(): void {
  for (const listener of listeners) listener();
}
