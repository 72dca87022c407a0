import { queryOptions } from "@tanstack/react-query";
import { api } from "../../platform/api-client.ts";
import type { BriefRow } from "../schema/brief.ts";
import type { ChangeLine } from "../schema/history.ts";
import type { Following, HealthVerdict, SwitchRow } from "../schema/standings.ts";
import { wholeRow } from "./brief-rows.ts";
import { isFresh, SAFETY_NET_MS, WATCH_EVERY_MS } from "./fresh.ts";
import { switchKeys } from "./keys.ts";
import { listed, type Place, placePath } from "./place.ts";

/**
 * More modules than this do not come with a page, which asks for them, and their rows are drawn as far as they are in
 * sight. Rows that came are all drawn: what is in sight is known in the browser alone.
 */
export const MANY_MODULES = 100;

/** Where every switch of an environment stands. */
export function rowsQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.rows(place),
    queryFn: async ({ signal }): Promise<SwitchRow[]> =>
      (await listed<BriefRow>(`${placePath(place)}/standings/brief`, signal)).map(wholeRow),
    refetchInterval: SAFETY_NET_MS,
  });
}

/** How far changes have come on the instances. */
export function followingQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.following(place),
    queryFn: ({ signal }): Promise<Following> => api("GET", `${placePath(place)}/following`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data && data.waiting.length > 0 && isFresh(data.changedAt) ? WATCH_EVERY_MS : SAFETY_NET_MS,
  });
}

/** What changed last: in the last hour, or before. */
export function newsQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.news(place),
    queryFn: ({ signal }) => listed<ChangeLine>(`${placePath(place)}/news`, signal),
    refetchInterval: SAFETY_NET_MS,
  });
}
const WINDOW_MS = 10_000;

/** How many modules are in which state of health; figures come every ten seconds. */
export function healthQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.health(place),
    queryFn: ({ signal }): Promise<HealthVerdict> => api("GET", `${placePath(place)}/health`, { signal }),
    refetchInterval: WINDOW_MS,
  });
}
