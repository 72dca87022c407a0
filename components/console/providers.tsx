"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { ClockProvider, useNow } from "@/components/ui/clock.tsx";
import { ApiError } from "@/lib/platform/api-client.ts";
import { Burst } from "./burst.ts";
import { connectionState, newest } from "./connection.ts";
import { concerns } from "./hints.ts";
import { type ChangeHint, Live } from "./live.ts";
import { OutageStore, SIGNED_OUT } from "./outage.ts";
import { hasUnsaved } from "./unsaved.ts";

type Wiring = { client: QueryClient; live: Live; outage: OutageStore };

function wire(now: number): Wiring {
  const live = new Live(now);
  const outage = new OutageStore();
  const failed = (error: unknown) => {
    if (error instanceof ApiError && error.status !== 0) live.answered();
    outage.saw(error);
    if (!(error instanceof ApiError) || error.status !== 401) return;
    // What somebody wrote outlasts the session: it stays until they are back.
    if (hasUnsaved()) outage.set(SIGNED_OUT);
    else toSignIn();
  };
  const worked = () => {
    live.answered();
    outage.set();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: failed, onSuccess: worked }),
    mutationCache: new MutationCache({ onError: failed, onSuccess: worked }),
    defaultOptions: {
      queries: {
        staleTime: 2000,
        networkMode: "always",
        retry: (count, error) => {
          // Said at the first refusal: with a database that hangs, the last one may take half a minute.
          outage.saw(error);
          return count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);
        },
      },
      mutations: { networkMode: "always" },
    },
  });
  return { client, live, outage };
}

function toSignIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?to=${encodeURIComponent(here)}`);
}

const WiringContext = createContext<Wiring | null>(null);

function useWiring(): Wiring {
  const wiring = useContext(WiringContext);
  if (!wiring) throw new Error("used outside the console's providers");
  return wiring;
}

/** However many changes come at once, what is shown is read again at most so often. */
const BURST_MS = 1000;

/** Queries, the shared stream that tells when to read again, and the clock of every console page. */
export function Providers({ project, now, children }: { project: string; now: number; children: React.ReactNode }) {
  const [wiring] = useState(() => wire(now));
  const { client, live } = wiring;

  useEffect(() => {
    const burst = new Burst<ChangeHint>(BURST_MS, (hints) => {
      client.invalidateQueries({ predicate: ({ queryKey }) => concerns(hints, queryKey) });
    });
    const stop = live.start(
      project,
      (hint) => burst.add(hint),
      () => burst.add({}),
    );
    return () => {
      stop();
      burst.stop();
    };
  }, [project, client, live]);

  return (
    <WiringContext value={wiring}>
      <QueryClientProvider client={client}>
        <ClockProvider now={now}>{children}</ClockProvider>
      </QueryClientProvider>
    </WiringContext>
  );
}

/** State of the connection, the time of the last message, and whether what is shown must count as old. */
export function useConnection() {
  const { live } = useWiring();
  const heard = useSyncExternalStore(live.subscribe, live.snapshot, live.snapshot);
  const now = useNow(1000);
  return useMemo(() => {
    const last = newest(heard);
    const state = connectionState(heard, Math.max(now, last));
    return { state, last, age: Math.max(0, now - last), old: state === "stale" || state === "offline" };
  }, [heard, now]);
}

/** Since when the database has been away, in milliseconds since the epoch; `SIGNED_OUT`; or null while all is well. */
export function useOutage(): number | null {
  const { outage } = useWiring();
  return useSyncExternalStore(outage.subscribe, outage.snapshot, outage.snapshot);
}
