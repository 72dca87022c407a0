import type { Band } from "@/components/charts/marks.tsx";
import type { Axis } from "@/lib/core/stages/positions.ts";
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

/** Moves within a stretch of time, numbered in order of time; at most `most`, the newest. */
export function movesIn(changes: readonly ChangeView[], from: number, to: number, most: number): NumberedChange[] {
  return changes
    .filter(({ from: before, direction }) => before !== null && direction !== "none")
    .map((change) => ({ t: Date.parse(change.at) / 1000, change }))
    .filter(({ t }) => t >= from && t <= to)
    .sort((a, b) => a.t - b.t || a.change.revision - b.change.revision)
    .slice(-most)
    .map((move, index) => ({ ...move, number: index + 1 }));
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
    else bands.push({ ...text, from: Math.max(from, state.at), to: until, current: false });
  }
  const present = bands.at(-1);
  if (present) present.current = true;
  return bands;
}
