"use client";

import { useTranslations } from "next-intl";
import type { ConnectionState } from "@/components/console/connection.ts";
import { useConnection } from "@/components/console/providers.tsx";
import { useFormat } from "@/components/ui/use-format.ts";

/** How fresh everything on screen is: Current 1 s, Delayed 24 s, Stale since 02:14 UTC, Offline. */
export function ConnectionFact() {
  const t = useTranslations("shell");
  const format = useFormat();
  const { state, age, last } = useConnection();
  return (
    <span className="fact" title={t(`connectionNote.${state}`)}>
      <Glyph state={state} />
      <b>{t(`connection.${state}`)}</b>
      <span suppressHydrationWarning>
        {state === "stale" ? t("since", { time: format.timeUtc(last) }) : state === "offline" ? "" : format.age(0, age)}
      </span>
    </span>
  );
}

/** Full disc, half disc, dashed ring, struck ring: in the bar's own colour, never pulsing. */
function Glyph({ state }: { state: ConnectionState }) {
  const ring = { cx: 4.5, cy: 4.5, r: 3.5, fill: "none", stroke: "currentColor" };
  return (
    <svg viewBox="0 0 9 9" aria-hidden="true">
      {state === "current" && <circle {...ring} fill="currentColor" stroke="none" />}
      {state === "delayed" && <path d="M4.5 1a3.5 3.5 0 0 1 0 7Z" fill="currentColor" />}
      {state !== "current" && <circle {...ring} strokeDasharray={state === "stale" ? "2 1.6" : undefined} />}
      {state === "offline" && <path d="m1.5 7.5 6-6" stroke="currentColor" />}
    </svg>
  );
}
