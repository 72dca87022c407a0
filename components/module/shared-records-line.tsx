"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { mismatchesQuery } from "@/lib/mismatches/queries.ts";

/** That subjects on different sides write the same records, and the way out. Nothing when none was seen lately. */
export function SharedRecordsLine({ module }: { module: string }) {
  const t = useTranslations("module.shared");
  const format = useFormat();
  const { place } = useConsole();
  const [shared] = useQuery(mismatchesQuery(place.project, place.environment, module)).data?.shared ?? [];
  if (!shared) return null;
  const { count, since, lastAt, example } = shared;
  return (
    <p className="small c-watch" role="status">
      {t("seen", {
        count: format.count(count),
        since: format.dayTime(since),
        last: format.time(lastAt),
        key: typeof example === "string" ? example : JSON.stringify(example),
      })}{" "}
      {t("help")}
    </p>
  );
}
