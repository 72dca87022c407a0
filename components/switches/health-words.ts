import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Finding } from "@/lib/core/health/module-health.ts";

/** Says in one phrase which rule fired, with its numbers: "new p99 1.84 s, old 640 ms". */
export function useFindingWords(): (finding: Finding) => string {
  const t = useTranslations("switches");
  const format = useFormat();
  return useMemo(
    () => (finding) => {
      switch (finding.rule) {
        case "p99": {
          const old = format.duration(finding.against);
          return t("finding.p99", { value: format.duration(finding.value), old, limit: format.duration(finding.limit) });
        }
        case "errors": {
          const value = format.rate(finding.value, 1);
          return finding.against === null
            ? t("finding.errorsAlone", { value, limit: format.rate(finding.limit, 1) })
            : t("finding.errors", { value, old: format.rate(finding.against, 1) });
        }
        case "mismatch":
          return t("finding.mismatch", { value: format.rate(finding.value, 1), limit: format.rate(finding.limit, 1) });
        case "secondary":
          return t("finding.secondary", { count: finding.value });
        case "stale":
          return t("finding.stale", { age: format.age(0, finding.age * 1000) });
        case "few":
          return t("finding.few", { count: finding.value, needed: finding.needed });
        case "never":
          return t("finding.never");
        case "silent":
          return t("finding.silent");
        case "held":
          return t("finding.held");
      }
    },
    [t, format],
  );
}
