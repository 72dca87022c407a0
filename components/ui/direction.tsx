export type Glyph = "forward" | "back" | "hold";

const PATHS: Record<Glyph, string> = {
  forward: "M1 2h3l4 6h5M10.5 5.5 13 8l-2.5 2.5",
  back: "M13 8h-3L6 2H1M3.5-.5 1 2l2.5 2.5",
  hold: "M5 1.5v7M9 1.5v7",
};

const CLASSES: Record<Glyph, string> = { forward: "direction forward", back: "direction back", hold: "direction hold" };

/** The small drawing before every change: toward the new system, back, or standing still. */
export function Direction({ of, label }: { of: Glyph; label: string }) {
  return (
    <svg className={CLASSES[of]} viewBox="0 0 14 10" role="img" aria-label={label}>
      <path d={PATHS[of]} />
    </svg>
  );
}
