import { BadMark } from "./bad-mark.tsx";

export type MarkState = "ok" | "watch" | "bad" | "unknown" | "held" | "open";

/** What the class of each says besides being a mark, or mark and word. */
const STATE: Record<MarkState, string> = {
  ok: "ok",
  watch: "watch",
  bad: "bad",
  unknown: "unknown",
  held: "held",
  open: "open",
};

const DASHED = { fill: "none", stroke: "currentColor" };

/** The shape of a health state. It never stands without its word, except where an accessible name carries it. */
export function Mark({ state }: { state: MarkState }) {
  if (state === "bad") return <BadMark />;
  return (
    <svg className={`mark ${STATE[state]}`} viewBox="0 0 12 12" aria-hidden="true">
      {state === "ok" && <circle cx="6" cy="6" r="4" />}
      {state === "watch" && <path d="M6 1.1 11.6 11H.4Z" stroke="currentColor" strokeWidth=".8" strokeLinejoin="round" />}
      {state === "unknown" && <circle cx="6" cy="6" r="4.4" strokeWidth="1.5" strokeDasharray="2.3 2.3" {...DASHED} />}
      {state === "held" && <path d="M2.5 1.5H5v9H2.5Zm4.5 0h2.5v9H7Z" />}
      {state === "open" && <circle cx="6" cy="6" r="3.6" strokeWidth="1.2" {...DASHED} />}
    </svg>
  );
}

/** Mark and word together. `long` lets a sentence wrap. */
export function Health({ state, long, children }: { state: MarkState; long?: boolean; children: React.ReactNode }) {
  return (
    <span className={`health ${STATE[state]} ${long ? "long" : ""}`}>
      <Mark state={state} />
      <span>{children}</span>
    </span>
  );
}
