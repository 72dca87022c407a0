"use client";

import { skipToken, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useConnection } from "@/components/console/providers.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import { AxisWords } from "@/components/switches/axis.tsx";
import { raiseTarget } from "@/components/switches/raise.ts";
import { loadReview } from "@/components/switches/review/lazy-review.tsx";
import { toStanding, useSwitchWords } from "@/components/switches/words.ts";
import { Stops } from "@/components/ui/stops.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { indexOf, type Position, positionsOf } from "@/lib/core/stages/positions.ts";
import { directionOf, FULL_SHARE, placeAt, settledAt } from "@/lib/core/stages/state.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

type Gates = typeof import("./gates.ts");

/** Until somebody comes near. */
const NOT_YET: UseQueryOptions<SwitchView[]> = { queryKey: ["not yet"], queryFn: skipToken };

/** Where a switch stands; choosing the next stop opens its review, choosing one behind opens the rollback sheet. */
export function AxisControl({ view, onReview }: { view: SwitchRow; onReview: () => void }) {
  const t = useTranslations("board");
  const words = useSwitchWords();
  const { place } = useConsole();
  const { rollback } = useActs();
  const { look, isForward, blockedFor, lockedFor } = useStops(view);
  const name = `${view.module} ${words.axis(view.axis)}`;
  const choose = (target: string) => {
    const position = target as Position;
    if (isForward(position)) onReview();
    else rollback?.({ module: view.module, axis: view.axis, to: position });
  };
  return (
    <div className="axis">
      <Stops
        legend={t("moveAxis", { name })}
        name={`${place.environment} ${view.key}`}
        at={indexOf(view.axis, view.position)}
        share={view.next === null ? 0 : view.share / FULL_SHARE}
        label={words.standing(view, name)}
        choices={positionsOf(view.axis).map((position) => ({
          value: position,
          label: words.stage(position),
          blocked: blockedFor(position),
          locked: lockedFor(position),
        }))}
        onChoose={choose}
        onIntent={() => {
          loadReview();
          look();
        }}
      />
      <AxisWords view={view} />
    </div>
  );
}

/**
 * Which way each stop lies, why it cannot be chosen now, and what stands against moving to one that can; null where
 * nothing does. Where it stands tells most of it; what the gates say is asked for once somebody comes near, and is
 * for the review to show and to settle.
 */
function useStops(view: SwitchRow) {
  const t = useTranslations("switches");
  const tWords = useTranslations("words");
  const format = useFormat();
  const words = useSwitchWords();
  const { allows, place } = useConsole();
  const connection = useConnection();
  const [loaded, setLoaded] = useState<Gates | null>(null);
  const rows = useQuery(loaded?.switchesQuery(place, view.module) ?? NOT_YET).data;
  const known = rows?.find(({ key, version }) => key === view.key && version === view.version);
  const gates = loaded?.gatesOf(known, { t, tWords, words, format });
  const next = raiseTarget(view);

  const isForward = (position: Position) => directionOf(view.axis, toStanding(view), settledAt(position)) === "forward";
  const isNear = (position: Position) => placeAt(view.axis, toStanding(view), position, FULL_SHARE, view.pins > 0) !== null;
  const tooFar = (position: Position) => {
    const named = { position: words.stage(view.position), target: words.stage(position) };
    return isNear(position) ? null : t("refusal.adjacent", named);
  };
  const blockedFor = (position: Position) => {
    if (position === view.position && view.next === null) return null;
    if (!isForward(position)) return allows("switch.back") ? null : t("blocked.backRole", { role: tWords("role.operator") });
    if (!allows("switch.forward")) return t("blocked.role", { role: tWords("role.lead") });
    if (connection.old) return t("blocked.stale", { time: format.timeUtc(connection.last) });
    return gates?.(position, false) ?? tooFar(position);
  };
  const heldBack = view.held ? t("refusal.held") : null;
  const lockedFor = (position: Position) => (position === next ? (gates?.(position, true) ?? heldBack) : null);
  // Where it cannot be loaded all stays as it is: a way back needs nothing of this, and a review says it again.
  const look = () => import("./gates.ts").then(setLoaded, () => undefined);
  return { look, isForward, blockedFor, lockedFor };
}
