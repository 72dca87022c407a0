import { queryOptions } from "@tanstack/react-query";
import {
  isFresh,
  isUnderWay,
  listed,
  PLANS_EVERY_MS,
  type Place,
  placePath,
  SAFETY_NET_MS,
  switchKeys,
  switchPath,
} from "../queries.ts";
import type { ChangeView, SwitchView } from "../schema.ts";

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
