import type { Band } from "@/components/charts/marks.tsx";
import { placeOf } from "@/components/switches/words.ts";
import { type Axis, isStage, planOf } from "@/lib/core/stages/positions.ts";
import type { Kind } from "@/lib/measurements/schema.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** What a chart needs to know of the switches: when they moved, and where the deciding one stood when. Pure. */

type Standing = Pick<SwitchView, "position" | "next" | "share">;

/** The switch that decides which path a kind of measurement takes. */
export function decidingAxis(kind: Kind): Axis {
  return kind === "http" ? "route" : "data";
}

export type NumberedChange = { number: number; t: number; change: ChangeView };

/** Moves within a stretch of time, in order; at most `most`, the newest. Whatever the stretch, each keeps its number. */
export function movesIn(changes: readonly ChangeView[], from: number, to: number, most: number): NumberedChange[] {
  return numbered(changes)
    .filter(({ t, change }) => t >= from && t <= to && change.from !== null && change.direction !== "none")
    .slice(-most);
}

/**
 * The how-manieth change of the module each is, counted by the versions of its switches. Of a long history only the
 * newest part is known; what lies before the beginning of any switch's part cannot be counted.
 */
function numbered(changes: readonly ChangeView[]): NumberedChange[] {
  const all = changes
    .map((change) => ({ t: Date.parse(change.at) / 1000, change }))
    .sort((a, b) => a.change.revision - b.change.revision || a.change.axis.localeCompare(b.change.axis));
  const versions = new Map<string, number>();
  for (const { change } of all.toReversed()) versions.set(change.switch, change.version - 1);
  const begun = new Set<string>();
  const counted: NumberedChange[] = [];
  for (const move of all) {
    const { switch: key, version } = move.change;
    versions.set(key, version);
    begun.add(key);
    const whole = [...versions].every(([known, before]) => begun.has(known) || before === 0);
    // Every switch begins with version 1, which is no change.
    const number = [...versions.values()].reduce((sum, value) => sum + Math.max(0, value - 1), 0);
    if (whole) counted.push({ ...move, number });
  }
  return counted;
}

/** The path the words of a standing tell of. */
function sideOf(standing: Standing): Band["side"] {
  const { stage } = placeOf(standing);
  return isStage(stage) ? planOf(stage).returned : stage;
}

/** Where one switch stood from `from` to `to`, one band a standing. `history` holds every state, in any order. */
export function bandsOf(
  history: readonly ChangeView[],
  from: number,
  to: number,
  words: (standing: Standing) => { label: string; short: string },
): Band[] {
  const states = history
    .map((change) => ({ at: Date.parse(change.at) / 1000, standing: change.to, change }))
    .filter(({ at }) => at <= to)
    .sort((a, b) => a.at - b.at || a.change.version - b.change.version);
  const bands: Band[] = [];
  for (const [index, state] of states.entries()) {
    const until = states[index + 1]?.at ?? to;
    if (until < from) continue;
    const text = words(state.standing);
    const last = bands.at(-1);
    if (last && last.label === text.label) last.to = until;
    else bands.push({ ...text, side: sideOf(state.standing), from: Math.max(from, state.at), to: until, current: false });
  }
  const present = bands.at(-1);
  if (present) present.current = true;
  return bands;
}
