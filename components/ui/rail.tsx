import { fillAfter, POINTS, POINTS_STOPS, RAIL, STOPS, type Stop } from "./rail-geometry.ts";

type Place = {
  /** Index of the stop stood at. */
  at: number;
  /** Part already at the next stop, 0 … 1. */
  share: number;
  /** Index of a stop that is locked at present. */
  locked?: number | undefined;
  /** The same in words. */
  label: string;
};

/** Six stops; the track changes level where the answer changes store. */
export function Rail(place: Place) {
  return <Track {...RAIL} stops={STOPS} {...place} />;
}

/** Two stops, for the axes that only know old and new. */
export function Points(place: Place) {
  return <Track {...POINTS} stops={POINTS_STOPS} {...place} />;
}

type Drawing = Place & { width: number; height: number; track: string; stops: readonly Stop[] };

function Track({ width, height, track, stops, at, share, locked, label }: Drawing) {
  const passed = stops[at]?.along ?? 0;
  const fill = fillAfter(stops, at, share);
  const lower = stops[at + 1]?.lower;
  return (
    <svg className="rail" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <path className="track" d={track} />
      {passed > 0 && <path className="passed" d={track} strokeDasharray={`${passed} 200`} />}
      {fill && (
        <path className={lower ? "filled new" : "filled old"} d={track} strokeDasharray={`0 ${fill.start} ${fill.length} 200`} />
      )}
      {stops.map((stop, index) => (
        <StopMark key={stop.x} stop={stop} role={index === locked ? "locked" : roleOf(index, at)} />
      ))}
    </svg>
  );
}

type StopRole = "passed" | "at" | "next" | "todo" | "locked";

function roleOf(index: number, at: number): StopRole {
  if (index < at) return "passed";
  if (index === at) return "at";
  return index === at + 1 ? "next" : "todo";
}

/** Half the edge of the square, or the radius of the circle. */
const SHAPES: Record<Exclude<StopRole, "locked">, { lower: number; upper: number }> = {
  passed: { lower: 2.5, upper: 2.6 },
  at: { lower: 4.5, upper: 4.5 },
  next: { lower: 3, upper: 3 },
  todo: { lower: 1.8, upper: 2 },
};

const UPPER: Record<Exclude<StopRole, "locked">, string> = { passed: "dot", at: "current old", next: "next", todo: "todo" };
const LOWER: Record<Exclude<StopRole, "locked">, string> = { passed: "dot", at: "current new", next: "next", todo: "todo" };

function StopMark({ stop, role }: { stop: Stop; role: StopRole }) {
  if (role === "locked") return <Lock {...stop} />;
  const shape = SHAPES[role];
  if (!stop.lower) return <circle className={UPPER[role]} cx={stop.x} cy={stop.y} r={shape.upper} />;
  const edge = shape.lower * 2;
  const corner = role === "at" ? 1 : 0;
  return (
    <rect className={LOWER[role]} x={stop.x - shape.lower} y={stop.y - shape.lower} width={edge} height={edge} rx={corner} />
  );
}

function Lock({ x, y }: Stop) {
  return (
    <g className="lock" transform={`translate(${x - 5} ${y - 6})`}>
      <path className="halo" d="M-2-2h14v14H-2Z" />
      <path className="body" d="M1 5h8v6H1Z" />
      <path d="M2.8 5V3.4a2.2 2.2 0 0 1 4.4 0V5" />
    </g>
  );
}
