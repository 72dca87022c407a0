import { useQuery } from "@tanstack/react-query";
import { useConsole } from "@/components/console/console-context.tsx";
import { followingQuery } from "@/lib/switches/queries/standings.ts";
import { type Effect, effectOf, type ModuleRows } from "./modules.ts";

/** How far the newest change of a module has come; null while that is not known. */
export function useEffectOf(switches: ModuleRows): Effect | null {
  const { place } = useConsole();
  const { data } = useQuery(followingQuery(place));
  return data ? effectOf(switches, data) : null;
}
