import { useTranslations } from "next-intl";
import type { FieldRow, FieldSpec } from "@/components/form/fields.tsx";
import { useOwners } from "@/components/form/use-owners.ts";
import { LEVELS } from "@/lib/core/plan/risk-band.ts";
import type { RiskDraft } from "./draft.ts";

type Name = keyof RiskDraft;

/** The fields of a risk. Levels are chosen by their written anchors, not by bare numbers. */
export function useRiskRows(): FieldRow<Name>[] {
  const t = useTranslations("risks");
  const owners = useOwners();
  const text = (name: "mitigation" | "response", rows: number): FieldSpec<Name> => ({
    name,
    label: t(`field.${name}`),
    kind: "lines",
    rows,
    attributes: { maxLength: 2000 },
  });
  const level = (name: Name, kind: "likelihood" | "impact"): FieldSpec<Name> => ({
    name,
    label: t(kind),
    kind: "choice",
    choices: LEVELS.map((value) => ({ value: String(value), label: `${value}: ${t(`anchor.${kind}.${value}`)}` })),
  });
  return [
    {
      name: "hypothesis",
      label: t("field.hypothesis"),
      hint: t("hypothesisHint"),
      kind: "lines",
      rows: 2,
      attributes: { required: true, maxLength: 500 },
    },
    { group: t("now"), fields: [level("likelihood", "likelihood"), level("impact", "impact")] },
    { group: t("target"), fields: [level("targetLikelihood", "likelihood"), level("targetImpact", "impact")] },
    {
      pair: [
        { name: "owner", label: t("field.owner"), kind: "text", attributes: { maxLength: 200 }, suggestions: owners },
        { name: "reviewDate", label: t("field.reviewDate"), kind: "text", attributes: { type: "date" } },
      ],
    },
    text("mitigation", 3),
    text("response", 2),
  ];
}
