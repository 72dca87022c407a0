"use client";

import { useId } from "react";
import { useNow } from "./clock.tsx";
import { useFormat } from "./use-format.ts";

type Props = {
  /** RFC 3339, or milliseconds since the epoch. */
  at: string | number;
  /** "4 min" instead of "4 min ago". */
  bare?: boolean;
  /** On which side the exact time opens; left for times at the left edge. */
  side?: "left" | "right";
};

/** How long ago something was; the exact time on hover and focus. */
export function Time({ at, bare, side = "right" }: Props) {
  const now = useNow();
  const format = useFormat();
  const id = useId();
  const moment = typeof at === "number" ? at : Date.parse(at);
  const words = bare ? format.age(moment, now) : format.ago(moment, now);
  return (
    <button type="button" className="when" aria-describedby={id}>
      <time dateTime={new Date(moment).toISOString()}>{words}</time>
      <span role="tooltip" id={id} className={`exact ${side === "left" ? "left" : ""}`}>
        {format.exact(moment)}
      </span>
    </button>
  );
}
