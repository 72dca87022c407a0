import { queryOptions } from "@tanstack/react-query";
import { isUnderWay, PLANS_EVERY_MS } from "../../plans/queries.ts";
import type { ChangeView } from "../schema/change.ts";
import type { SwitchView } from "../schema/switch.ts";
import { isFresh, SAFETY_NET_MS } from "./fresh.ts";
import { switchKeys } from "./keys.ts";
import { listed, type Place, placePath, switchPath } from "./place.ts";

/** The switches of one module with everything that is known of them. */
export function moduleSwitchesQuery(place: Place, module: string) {
  return queryOptions({
    queryKey: switchKeys.module(place, module),
    queryFn: ({ signal }) => listed<SwitchView>(`${placePath(place)}/switches?${new URLSearchParams({ module })}`, signal),
    refetchInterval: ({ state }) => (state.data?.some(isOnItsWay) ? PLANS_EVERY_MS : SAFETY_NET_MS),
  });
}

function isOnItsWay({ propagation, updatedAt, plans }: SwitchView): boolean {
  return plans.some(isUnderWay) || (propagation.applied < propagation.of && isFresh(updatedAt));
}

/** The newest hundred states of one switch, newest first. */
export function switchHistoryQuery(place: Place, key: string) {
  return queryOptions({
    queryKey: switchKeys.history(place, key),
    queryFn: ({ signal }) => listed<ChangeView>(`${switchPath(place, key)}/history?limit=100`, signal),
  });
}
