import type { Side } from "./data.ts";

/** The line of a side in small: dashed with a circle for old, solid with a square for new. */
export function Glyph({ side }: { side: Side }) {
  return side === "old" ? (
    <svg className="c-old" width="26" height="8" aria-hidden="true">
      <path d="M0 4h26" stroke="currentColor" strokeWidth="1.75" strokeDasharray="5 3" />
      <circle cx="13" cy="4" r="2.6" fill="var(--bg)" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  ) : (
    <svg className="c-new" width="26" height="8" aria-hidden="true">
      <path d="M0 4h26" stroke="currentColor" strokeWidth="1.75" />
      <path d="M10.5 1.5h5v5h-5Z" fill="currentColor" />
    </svg>
  );
}
