import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { pinsOf, type SwitchState } from "@/lib/core/stages/module.ts";
import type { Axis, Position } from "@/lib/core/stages/positions.ts";
import { FULL_SHARE, type Standing } from "@/lib/core/stages/state.ts";
import type { ChangeLine } from "@/lib/switches/schema/history.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** Where most of the attention is: the position some subjects are moving to, or the one all stand at. */
export type Place = { stage: Position; share: number };

/** What of a change its words need. */
type Told = Pick<ChangeLine, "axis" | "act" | "direction" | "from" | "to" | "secondaryWrites">;

type StandingLike = Pick<SwitchView, "position" | "next" | "share">;

export function toStanding({ position, next, share }: StandingLike): Standing {
  return { position: position as Position, next: next as Position | null, share };
}

/** What the rules of a move judge. */
export function toState(view: StandingLike & Omit<SwitchState, keyof Standing>): SwitchState {
  const { axis, held, rules, checkRatio, secondaryWrites, paused } = view;
  return { axis, ...toStanding(view), held, rules, checkRatio, secondaryWrites, paused };
}

export function placeOf(standing: StandingLike): Place {
  const { position, next, share } = toStanding(standing);
  return next !== null && share > 0 ? { stage: next, share } : { stage: position, share: FULL_SHARE };
}

/** All others are at the next position; only rules keep subjects at the one before. */
export function isPinned({ next, share, ...rest }: StandingLike & Pinning): boolean {
  return next !== null && share === FULL_SHARE && pinsIn(rest) > 0;
}

/** The rules that may keep subjects back, or how many do. */
export type Pinning = { rules?: readonly Rule[]; pins?: number };

export function pinsIn({ rules = [], pins }: Pinning): number {
  return pins ?? pinsOf(rules).length;
}

/** The domain's words in the reader's language, and the sentences made of them. */
export function useSwitchWords() {
  const t = useTranslations("words");
  const tSwitches = useTranslations("switches");
  const format = useFormat();
  return useMemo(() => {
    const stage = (position: string) => t(`stage.${position as Position}`);
    const axis = (name: Axis) => t(`axis.${name}`);

    /** "Live 25 %", or the stage alone when everything is there. */
    const place = ({ stage: at, share }: Place) => (share === FULL_SHARE ? stage(at) : `${stage(at)} ${format.share(share)}`);

    /** "data: Live 25 %" */
    const standing = (view: StandingLike & { axis: Axis }, name = axis(view.axis)) => format.labelled(name, place(placeOf(view)));

    /** "New 100 % of all others", while rules keep some subjects behind. */
    const others = ({ position, next, share }: StandingLike) =>
      tSwitches("others", { place: stage(next ?? position), share: format.share(share) });

    /** "Live 10 → 25 %", "Shadow read → Live 5 %". */
    const move = (from: StandingLike, to: StandingLike) => {
      const [before, after] = [placeOf(from), placeOf(to)];
      return before.stage === after.stage && before.share !== after.share
        ? `${stage(after.stage)} ${format.share(before.share).replace(/\s*%$/, "")} → ${format.share(after.share)}`
        : `${place(before)} → ${place(after)}`;
    };

    /** What a change did, without its module: "data: Live 10 → 25 %", "data held". */
    const change = (made: Told) => {
      const name = axis(made.axis);
      if (made.act === "hold") return tSwitches("change.hold", { axis: name });
      if (made.act === "release") return tSwitches("change.release", { axis: name });
      if (made.act === "rules") return tSwitches("change.rules", { axis: name });
      if (made.act === "pause" || made.act === "resume" || made.act === "keep")
        return tSwitches(`change.${made.act}`, { axis: name });
      if (made.act === "change" && made.direction === "none") return tSwitches(`change.${made.secondaryWrites}`, { axis: name });
      if (!made.from) return tSwitches("change.created", { axis: name });
      return tSwitches("change.move", { axis: name, move: move(made.from, made.to) });
    };

    return { stage, axis, place, standing, others, move, change };
  }, [t, tSwitches, format]);
}

export function glyphOf(change: Pick<ChangeLine, "direction">): "forward" | "back" | "hold" {
  return change.direction === "none" ? "hold" : change.direction;
}
