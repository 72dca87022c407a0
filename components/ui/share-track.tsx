import styles from "./share-control.module.css";
import { FULL, LAST_STEP, PRESETS, STEPS_BETWEEN, toStep } from "./share-scale.ts";

/** The track runs from x 14 to x 414.4 in a drawing of 430 × 66. */
const LEFT = 14;
const RIGHT = 414.4;

export function xOf(share: number): number {
  return LEFT + (toStep(share) / LAST_STEP) * (RIGHT - LEFT);
}

type Props = {
  stored: number;
  value: number;
  from: string;
  to: string;
  storedLabel: string;
  valueLabel: string;
  limit: { share: number; label: string } | null;
};

/** Room the value needs on either side of its place. */
const HALF_VALUE = 16;

/** About how wide a word is drawn, in units of the drawing. */
function widthOf(word: string): number {
  return [...word].reduce((width, character) => width + (character > "\u2e80" ? 12 : 6.2), 0);
}

/** What is stored, what is proposed, and what stays: drawn as one track from the old side to the new. */
export function ShareTrack({ stored, value, from, to, storedLabel, valueLabel, limit }: Props) {
  const [here, there] = [xOf(stored), xOf(value)];
  const moves = here !== there;
  const back = value < stored;
  const tone = back ? "var(--old)" : "var(--new)";
  const solid = Math.min(here, there);
  return (
    <svg width="430" height="66" viewBox="0 0 430 66" aria-hidden="true">
      {/* Near an end the value stands where the end's word would. */}
      {!(moves && there - HALF_VALUE < 2 + widthOf(from)) && (
        <text x="2" y="11">
          {from}
        </text>
      )}
      {!(moves && there + HALF_VALUE > 428 - widthOf(to)) && (
        <text x="428" y="11" textAnchor="end">
          {to}
        </text>
      )}
      {solid > LEFT && <path d={`M${LEFT} 32H${solid}`} stroke="var(--new)" strokeWidth="4" />}
      {moves && <path d={`M${solid} 32H${Math.max(here, there)}`} stroke={tone} strokeWidth="4" strokeDasharray="3 2" />}
      {there < RIGHT && (
        <path d={`M${Math.max(here, there)} 32H${RIGHT}`} stroke="var(--old)" strokeWidth="1.5" strokeDasharray="5 3" />
      )}
      <circle cx={LEFT} cy="32" r="4" fill="var(--surface)" stroke="var(--old)" strokeWidth="2" />
      {PRESETS.slice(1, -1).map((preset, index) => (
        <circle
          key={preset}
          cx={LEFT + (((index + 1) * STEPS_BETWEEN) / LAST_STEP) * (RIGHT - LEFT)}
          cy="32"
          r="2.5"
          fill="var(--surface)"
          stroke={preset <= value ? "var(--new)" : "var(--ink-3)"}
        />
      ))}
      <path d={`M${RIGHT - 4} 28h8v8h-8Z`} fill="var(--surface)" stroke="var(--new)" strokeWidth="2" />
      <path d={`M${here} 22v20`} stroke="var(--ink)" strokeWidth="2" />
      <text className={styles.head} {...labelAt(here, 62)}>
        {storedLabel}
      </text>
      {moves && (
        <text className={`${styles.value} ${back ? styles.back : ""}`} {...labelAt(there, 17)}>
          {valueLabel}
        </text>
      )}
      <g className={styles.handle}>
        <rect x={there - 8} y="24" width="16" height="16" fill={tone} />
        <path d={`M${there - 3} 28v8M${there + 3} 28v8`} stroke="var(--on-fill)" strokeWidth="1.3" />
      </g>
      {limit && limit.share < FULL && <Bracket from={xOf(limit.share)} label={limit.label} />}
    </svg>
  );
}

function Bracket({ from, label }: { from: number; label: string }) {
  const start = Math.min(from + 14, RIGHT - 8);
  return (
    <>
      <path d={`M${start} 46v4H${RIGHT}v-4`} fill="none" stroke="var(--line-2)" />
      <text x={RIGHT} y="62" textAnchor="end">
        {label}
      </text>
    </>
  );
}

/** Centred over its place, but never beyond the drawing. */
function labelAt(x: number, y: number): { x: number; y: number; textAnchor: "start" | "middle" | "end" } {
  if (x < 50) return { x: 2, y, textAnchor: "start" };
  return x > 380 ? { x: 428, y, textAnchor: "end" } : { x, y, textAnchor: "middle" };
}
