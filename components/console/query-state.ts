"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { PanelState } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import { isRole, useProblemText } from "./problem-text.ts";
import { useConnection, useOutage } from "./providers.tsx";

type Query = Pick<UseQueryResult<unknown>, "data" | "error" | "isError" | "dataUpdatedAt" | "refetch">;

/**
 * What a panel says of the query behind it: still loading, failed and since when, too old, or nothing. Asked again are
 * those it needs besides, too, as far as they failed.
 */
export function useQueryState(query: Query, rows = 3, besides: readonly Query[] = []): PanelState {
  const text = useProblemText("read");
  const words = useTranslations("words");
  const outage = useOutage() || null;
  const format = useFormat();
  const { old, last, age } = useConnection();
  if (query.isError) {
    const role = query.error instanceof ApiError && query.error.status === 403 ? query.error.problem.roleNeeded : null;
    if (isRole(role)) return { is: "forbidden", role: words(`role.${role}`) };
    return {
      is: "error",
      text: query.error ? text(query.error) : "",
      since: outage,
      lastGood: query.data === undefined ? null : query.dataUpdatedAt,
      retry: () => {
        for (const one of new Set([query, ...besides])) if (one.isError) one.refetch();
      },
    };
  }
  if (query.data === undefined) return { is: "loading", rows };
  if (old) return { is: "stale", since: last, age: format.age(0, age) };
  return { is: "ok" };
}
