import type { UseQueryOptions } from "@tanstack/react-query";
import { refusalWords } from "@/components/switches/refusal-words.ts";
import type { Position } from "@/lib/core/stages/positions.ts";
import { moduleSwitchesQuery } from "@/lib/switches/queries/module.ts";
import type { Place } from "@/lib/switches/queries/place.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** What stands against moving to a position: what its gates say, or everything else; null where nothing does. */
export type GatesOf = (position: Position, ofGates: boolean) => string | null;

/** The switches of a module with their gates, under the key that all share who ask for them. */
export function switchesQuery(place: Place, module: string): UseQueryOptions<SwitchView[]> {
  return moduleSwitchesQuery(place, module) as UseQueryOptions<SwitchView[]>;
}

export function gatesOf(view: SwitchView | undefined, words: Parameters<typeof refusalWords>[0]): GatesOf {
  const say = refusalWords(words);
  return (position, ofGates) => {
    const move = view?.moves.find(({ target }) => target === position);
    const found = move?.refusals.filter(({ rule }) => move.gates.some((gate) => gate.rule === rule) === ofGates) ?? [];
    return found.length > 0 ? found.map(say).join(" ") : null;
  };
}
