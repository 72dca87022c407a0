import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Besides } from "@/lib/core/stages/restored.ts";

/** What changes with a rollback besides the share: each rule by its name, and the policy. */
export function useBesideWords(): (beside: Besides) => string[] {
  const t = useTranslations("switches.beside");
  const format = useFormat();
  return useMemo(
    () =>
      ({ gone, came, reordered, secondaryWrites, checkRatio }) => [
        ...gone.map(({ name, result }) => t(`gone.${result}`, { name })),
        ...came.map(({ name, result }) => t(`came.${result}`, { name })),
        ...(reordered ? [t("reordered")] : []),
        ...(secondaryWrites ? [t(`secondaryWrites.${secondaryWrites}`)] : []),
        ...(checkRatio === null ? [] : [t("checkRatio", { share: format.share(checkRatio) })]),
      ],
    [t, format],
  );
}
