import { useTranslations } from "next-intl";
import { SortHead, type Sorting } from "@/components/console/sort-head.tsx";
import { useToday } from "@/components/console/use-today.ts";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { daysBetween } from "@/lib/core/plan/days.ts";
import type { RiskView } from "@/lib/risks/schema.ts";
import styles from "./risk-list.module.css";
import { RiskPath } from "./risk-path.tsx";
import { riskName } from "./words.ts";

type Props = {
  risks: readonly RiskView[];
  sorting: Sorting<string> | null;
  selected: RiskView | null;
  onOpen: (risk: RiskView) => void;
  onSelect: (risk: RiskView) => void;
};

/** The register as a table, worst first unless a column sorts it. Focusing or pointing at a row shows its way in the grid. */
export function RiskList({ risks, sorting, selected, onOpen, onSelect }: Props) {
  const t = useTranslations("risks");
  const format = useFormat();
  const today = useToday();
  return (
    <table className={styles.list}>
      <thead>
        <tr>
          <SortHead by="number" sorting={sorting}>
            {t("id")}
          </SortHead>
          <SortHead by="hypothesis" sorting={sorting} className={styles.what}>
            {t("riskAndOwner")}
          </SortHead>
          <SortHead by="band" sorting={sorting}>
            {t("bandHead")}
          </SortHead>
          <th scope="col">{t("path")}</th>
          <th scope="col">{t("field.mitigation")}</th>
          <SortHead by="reviewDate" sorting={sorting} className="num">
            {t("field.reviewDate")}
          </SortHead>
        </tr>
      </thead>
      <tbody>
        {risks.map((risk) => (
          <tr
            key={risk.number}
            className={risk.number === selected?.number ? styles.selected : undefined}
            onFocus={() => onSelect(risk)}
            onPointerEnter={() => onSelect(risk)}
          >
            <td className="mono dim">{riskName(risk)}</td>
            <td className={styles.what}>
              <button type="button" className={`link name ${styles.open}`} onClick={() => onOpen(risk)}>
                {risk.hypothesis}
              </button>
              <span className="small">{risk.owner || t("nobody")}</span>
            </td>
            <td className={styles.band}>{risk.status === "closed" ? t("closed") : t(`band.${risk.band}`)}</td>
            <td className={styles.path}>
              <RiskPath risk={risk} />
              <span className="visually-hidden">
                {t("pathWords", {
                  likelihood: risk.likelihood,
                  impact: risk.impact,
                  targetLikelihood: risk.targetLikelihood,
                  targetImpact: risk.targetImpact,
                })}
              </span>
            </td>
            <td className={styles.mitigation}>
              {risk.mitigation ? <span>{risk.mitigation}</span> : <span className="mute">{t("noMitigation")}</span>}
            </td>
            <td className={`num ${styles.review}`}>
              {risk.reviewOverdue && risk.reviewDate ? (
                <Health state="watch">{t("overdueDays", { days: daysBetween(risk.reviewDate, today) })}</Health>
              ) : (
                <span className="dim">{risk.reviewDate ? format.calendarDay(risk.reviewDate) : "–"}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
