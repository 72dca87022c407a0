"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import type { Position } from "@/lib/core/stages/positions.ts";
import { moduleSwitchesQuery } from "@/lib/switches/queries/module.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";

/** What stands against moving to a position: what its gates say, or everything else; null where nothing does. */
export type GatesOf = (position: Position, ofGates: boolean) => string | null;

/** Asks what the gates of a switch say, for whoever came near. Draws nothing. */
export function AxisGates({ view, onGates }: { view: SwitchRow; onGates: (gates: () => GatesOf) => void }) {
  const say = useRefusalWords();
  const { place } = useConsole();
  const { data } = useQuery(moduleSwitchesQuery(place, view.module));
  const known = data?.find(({ key, version }) => key === view.key && version === view.version);
  useEffect(() => {
    onGates(() => (position, ofGates) => {
      const move = known?.moves.find(({ target }) => target === position);
      const found = move?.refusals.filter(({ rule }) => move.gates.some((gate) => gate.rule === rule) === ofGates) ?? [];
      return found.length > 0 ? found.map(say).join(" ") : null;
    });
  }, [known, say, onGates]);
  return null;
}
