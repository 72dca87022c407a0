import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { RiskView } from "@/lib/risks/schema.ts";
import { riskName } from "./words.ts";

const BANDS = ["critical", "high", "medium", "low"] as const;
const MOST_NAMED = 3;

/** The answer first: which reviews are overdue, else how bad it is. */
export function RisksHead({ risks, known, end }: { risks: readonly RiskView[]; known: boolean; end: React.ReactNode }) {
  const t = useTranslations("risks");
  const format = useFormat();
  const open = risks.filter(({ status }) => status === "open");
  const overdue = open.filter(({ reviewOverdue }) => reviewOverdue);
  const counts = BANDS.map((band) => ({ band, count: open.filter((risk) => risk.band === band).length })).filter(
    ({ count }) => count > 0,
  );
  const closed = risks.length - open.length;
  const [critical, high] = (["critical", "high"] as const).map((band) => open.filter((risk) => risk.band === band).length);
  const verdict = () => {
    if (!known) return t("verdict.unknown");
    if (open.length === 0) return t("verdict.none");
    if (overdue.length > 0)
      return t("verdict.overdue", { count: overdue.length, names: format.list(overdue.map(riskName), MOST_NAMED) });
    if (critical || high) return t("verdict.severe", { critical: critical ?? 0, high: high ?? 0 });
    return t("verdict.calm", { count: open.length });
  };
  return (
    <>
      <div className="page">
        <h1>{t("title")}</h1>
        <span className="age">{end}</span>
      </div>
      <p className="lede">
        {overdue.length > 0 && <Mark state="watch" />}
        {verdict()}
      </p>
      <p className="sub">
        {counts.length > 0 && (
          <span>{format.list(counts.map(({ band, count }) => t("bandCount", { count, band: t(`band.${band}`) })))}</span>
        )}
        {closed > 0 && <span>{t("closedCount", { count: closed })}</span>}
      </p>
    </>
  );
}
