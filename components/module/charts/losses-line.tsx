"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { lossesQuery } from "@/lib/measurements/queries/counted.ts";
import styles from "./charts-section.module.css";

/** What the environment's services measured and nobody could keep, with the way out. Nothing when nothing was lost. */
export function LossesLine() {
  const t = useTranslations("module.losses");
  const format = useFormat();
  const { place, environment } = useConsole();
  const [first, ...others] = useQuery(lossesQuery(place.project, place.environment)).data ?? [];
  if (!first) return null;
  const name = first.reason.replaceAll(" ", "-");
  const more = others.reduce((sum, { count }) => sum + count, 0);
  return (
    <p className={`small mute ${styles.losses}`}>
      {t("dropped", {
        count: format.count(first.count),
        series: format.count(first.series),
        environment: environment.name,
        reason: t.has(`reasons.${name}`) ? t(`reasons.${name}`) : first.reason,
      })}{" "}
      {t.has(`help.${name}`) && t(`help.${name}`)} {more > 0 && t("more", { count: format.count(more) })}
    </p>
  );
}
