import { useTranslations } from "next-intl";
import type { RiskView } from "@/lib/risks/schema.ts";
import styles from "./risk-anchors.module.css";
import { riskName } from "./words.ts";

/** The levels of the selected risk by their anchors: what they mean, not only their numbers. */
export function RiskAnchors({ risk }: { risk: RiskView }) {
  const t = useTranslations("risks");
  return (
    <dl className={`small ${styles.anchors}`}>
      <dt>{t("nameNow", { name: riskName(risk) })}</dt>
      <dd>
        {t("level", { name: t("likelihood"), level: risk.likelihood, anchor: t(`anchor.likelihood.${risk.likelihood}`) })}
        <br />
        {t("level", { name: t("impact"), level: risk.impact, anchor: t(`anchor.impact.${risk.impact}`) })}
      </dd>
      <dt>{t("target")}</dt>
      <dd>{t("levels", { likelihood: risk.targetLikelihood, impact: risk.targetImpact })}</dd>
    </dl>
  );
}
