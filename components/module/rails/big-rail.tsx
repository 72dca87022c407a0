import styles from "./big-rail.module.css";
import {
  along,
  type Drawing,
  fillOf,
  isLower,
  NARROW,
  placeWords,
  readTrack,
  stopOf,
  WIDE,
  type Word,
  writeTracks,
} from "./big-rail-geometry.ts";

type Props = {
  /** Index of the stage stood at, and the part already at the next, 0 … 1. */
  at: number;
  share: number;
  /** The share in words, shown at the next stop; null when the rail stands still. */
  shareText: string | null;
  locked: number | null;
  /** Words of the six stages, from Off to Complete. */
  words: readonly string[];
  stores: { old: string; new: string; ended: string };
  /** The whole drawing in words. */
  label: string;
};

/** The six stages as two tracks: who is written, who answers, and where the answer changes store. */
export function BigRail(props: Props) {
  const { at, words, stores } = props;
  const all = words.map((_, index) => index);
  const some = [...new Set([0, at, Math.min(at + 1, 5), 5])];
  return (
    <div className={styles.rail}>
      <svg className={styles.wide} width={WIDE.width} height={WIDE.height} role="img" aria-label={props.label}>
        <Tracks drawing={WIDE} {...props} />
        <Words drawing={WIDE} {...props} shown={all} />
        <g className="c-old">
          <circle cx="4" cy={WIDE.upper} r="3.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <text x="14" y={WIDE.upper + 4}>
            {stores.old}
          </text>
        </g>
        <g className="c-new">
          <rect x="1" y={WIDE.lower - 3} width="6" height="6" fill="currentColor" />
          <text x="14" y={WIDE.lower + 4}>
            {stores.new}
          </text>
        </g>
        <text className={styles.small} x={WIDE.buffer + 8} y={WIDE.upper + 4}>
          {stores.ended}
        </text>
      </svg>
      <svg
        className={styles.narrow}
        viewBox={`0 0 ${NARROW.width} ${NARROW.height}`}
        role="img"
        aria-label={props.label}
        overflow="visible"
      >
        <Tracks drawing={NARROW} {...props} />
        <Words drawing={NARROW} {...props} shown={some} />
      </svg>
    </div>
  );
}

function Tracks({ drawing, at, share, locked }: Props & { drawing: Drawing }) {
  const passed = along(drawing, at);
  const fill = fillOf(drawing, at, share);
  const read = readTrack(drawing);
  const { upper, lower, xs } = drawing;
  return (
    <>
      <path className={styles.written} d={writeTracks(drawing)} />
      <path className={styles.tie} d={`M${xs[2]} ${upper}V${lower}M${xs[3]} ${upper}V${lower}`} />
      <path className={styles.future} d={read} />
      {passed > 0 && <path className={styles.passed} d={read} strokeDasharray={`${passed} 2000`} />}
      {fill && (
        <path
          className={isLower(at + 1) ? styles.fillNew : styles.fillOld}
          d={read}
          strokeDasharray={`0 ${fill.start} ${fill.length} 2000`}
        />
      )}
      {xs.map((x, index) => (
        <Stop key={x} drawing={drawing} index={index} at={at} locked={index === locked} />
      ))}
    </>
  );
}

function Stop({ drawing, index, at, locked }: { drawing: Drawing; index: number; at: number; locked: boolean }) {
  const { x, y, lower } = stopOf(drawing, index);
  if (locked) {
    return (
      <g className={styles.lock} transform={`translate(${x - 5} ${y - 6})`}>
        <path className={styles.halo} d="M-3-2h16v14H-3Z" />
        <path className={styles.body} d="M1 5h8v6H1Z" />
        <path d="M2.8 5V3.4a2.2 2.2 0 0 1 4.4 0V5" />
      </g>
    );
  }
  const role = roleOf(index, at);
  const { radius, edge } = SHAPES[role];
  return lower ? (
    <rect className={LOWER[role]} x={x - edge / 2} y={y - edge / 2} width={edge} height={edge} />
  ) : (
    <circle className={UPPER[role]} cx={x} cy={y} r={radius} />
  );
}

type Role = "done" | "at" | "next" | "todo";

function roleOf(index: number, at: number): Role {
  if (index < at) return "done";
  if (index === at) return "at";
  return index === at + 1 ? "next" : "todo";
}

/** Radius of the circle above and edge of the square below. */
const SHAPES: Record<Role, { radius: number; edge: number }> = {
  done: { radius: 4, edge: 7 },
  at: { radius: 7, edge: 13 },
  next: { radius: 5, edge: 10 },
  todo: { radius: 3, edge: 6 },
};
const UPPER: Record<Role, string | undefined> = { done: styles.done, at: styles.atOld, next: styles.next, todo: styles.todo };
const LOWER: Record<Role, string | undefined> = { done: styles.done, at: styles.atNew, next: styles.next, todo: styles.todo };

function Words({ drawing, at, shareText, words, shown }: Props & { drawing: Drawing; shown: number[] }) {
  const text = (index: number) => {
    const word = words[index] ?? "";
    return index === at + 1 && shareText ? `${word} ${shareText}` : word;
  };
  const placed =
    drawing === WIDE
      ? shown.map((index): Word => ({ index, x: stopOf(drawing, index).x, anchor: "middle", row: 0 }))
      : [true, false].flatMap((upper) =>
          placeWords(
            drawing,
            shown.filter((index) => isLower(index) !== upper).map((index) => ({ index, text: text(index) })),
          ),
        );
  return placed.map(({ index, x, anchor, row }) => (
    <text
      key={index}
      className={index === at ? styles.now : index === at + 1 ? styles.soon : undefined}
      x={x}
      y={drawing === WIDE ? 14 : isLower(index) ? drawing.lower + 24 + row * 16 : 16}
      textAnchor={anchor}
    >
      {words[index]}
      {index === at + 1 && shareText && (
        <tspan className={isLower(index) ? styles.shareNew : styles.shareOld}>{`\u00a0${shareText}`}</tspan>
      )}
    </text>
  ));
}
