import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format.ts";
import type { RiskView } from "@/lib/risks/schema.ts";

/** What is known of a risk, in words: levels by their anchors. */
export function RiskFacts({ risk }: { risk: RiskView }) {
  const t = useTranslations("risks");
  const format = useFormat();
  const level = (likelihood: RiskView["likelihood"], impact: RiskView["impact"]) => (
    <>
      {t("level", { name: t("likelihood"), level: likelihood, anchor: t(`anchor.likelihood.${likelihood}`) })}
      <br />
      {t("level", { name: t("impact"), level: impact, anchor: t(`anchor.impact.${impact}`) })}
    </>
  );
  const facts: [string, React.ReactNode][] = [
    [t("field.hypothesis"), risk.hypothesis],
    [t("now"), level(risk.likelihood, risk.impact)],
    [t("target"), level(risk.targetLikelihood, risk.targetImpact)],
    [t("field.owner"), risk.owner],
    [t("field.reviewDate"), risk.reviewDate && format.calendarDate(risk.reviewDate)],
    [t("field.mitigation"), risk.mitigation],
    [t("field.response"), risk.response],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value || "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
