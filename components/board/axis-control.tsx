"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useConnection } from "@/components/console/providers.tsx";
import { useActs } from "@/components/switches/acts.tsx";
import { AxisWords } from "@/components/switches/axis.tsx";
import { loadReview } from "@/components/switches/lazy-review.tsx";
import { raiseTarget } from "@/components/switches/raise.ts";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { Stops } from "@/components/ui/stops.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { indexOf, type Position, positionsOf } from "@/lib/core/stages/positions.ts";
import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import type { SwitchView } from "@/lib/switches/schema.ts";

/** Where a switch stands; choosing the next stop opens its review, choosing one behind opens the rollback sheet. */
export function AxisControl({ view, onReview }: { view: SwitchView; onReview: () => void }) {
  const t = useTranslations("board");
  const words = useSwitchWords();
  const { rollback } = useActs();
  const { blockedFor, lockedFor } = useBlockedStops(view);
  const name = `${view.module} ${words.axis(view.axis)}`;
  const choose = (target: string) => {
    const position = target as Position;
    if (isForward(view, position)) onReview();
    else rollback?.({ module: view.module, axis: view.axis, to: position });
  };
  return (
    <div className="axis">
      <Stops
        legend={t("moveAxis", { name })}
        name={`${view.environment} ${view.key}`}
        at={indexOf(view.axis, view.position)}
        share={view.next === null ? 0 : view.share / FULL_SHARE}
        label={`${name}: ${words.place(placeOf(view))}`}
        choices={positionsOf(view.axis).map((position) => ({
          value: position,
          label: words.stage(position),
          blocked: blockedFor(position),
          locked: lockedFor(position),
        }))}
        onChoose={choose}
        onIntent={loadReview}
      />
      <AxisWords view={view} />
    </div>
  );
}

function isForward(view: SwitchView, target: Position): boolean {
  return view.moves.find((move) => move.target === target)?.direction === "forward";
}

/**
 * Why a stop cannot be chosen now, and what stands against moving to one that can, in words; null where nothing
 * does. The server lists the refusals of each move; those of its gates are for the review to show and to settle.
 */
function useBlockedStops(view: SwitchView) {
  const t = useTranslations("switches");
  const tWords = useTranslations("words");
  const format = useFormat();
  const say = useRefusalWords();
  const { allows } = useConsole();
  const connection = useConnection();
  const next = raiseTarget(view);

  const refusals = (position: Position, ofGates: boolean) => {
    const move = view.moves.find(({ target }) => target === position);
    const found = move?.refusals.filter(({ rule }) => move.gates.some((gate) => gate.rule === rule) === ofGates) ?? [];
    return found.length > 0 ? found.map(say).join(" ") : null;
  };
  const blockedFor = (position: Position) => {
    if (position === view.position && view.next === null) return null;
    if (!isForward(view, position))
      return allows("switch.back") ? null : t("blocked.backRole", { role: tWords("role.operator") });
    if (!allows("switch.forward")) return t("blocked.role", { role: tWords("role.lead") });
    if (connection.old) return t("blocked.stale", { time: format.timeUtc(connection.last) });
    return refusals(position, false);
  };
  const lockedFor = (position: Position) => (position === next ? refusals(position, true) : null);
  return { blockedFor, lockedFor };
}
