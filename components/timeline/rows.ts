import { useTranslations } from "next-intl";
import type { FieldRow, FieldSpec } from "@/components/form/fields.tsx";
import { useOwners } from "@/components/form/use-owners.ts";
import { MILESTONE_STATUSES } from "@/lib/core/plan/slip.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import type { MilestoneDraft, PhaseDraft } from "./drafts.ts";

type MilestoneField = keyof MilestoneDraft;

/** The fields of a milestone; the reason is asked for where the baseline moves. */
export function useMilestoneRows(phases: readonly PhaseView[], movesBaseline: boolean): FieldRow<MilestoneField>[] {
  const t = useTranslations("timeline");
  const owners = useOwners();
  const date = (name: "baselineDate" | "currentDate"): FieldSpec<MilestoneField> => ({
    name,
    label: t(`field.${name}`),
    kind: "text",
    attributes: { type: "date", required: true, min: "1970-01-01" },
  });
  const text = (name: "name" | "owner", required: boolean): FieldSpec<MilestoneField> & { kind: "text" } => ({
    name,
    label: t(`field.${name}`),
    kind: "text",
    attributes: { required, maxLength: 200 },
  });
  const phase: FieldSpec<MilestoneField> = {
    name: "phase",
    label: t("field.phase"),
    kind: "choice",
    choices: phases.map(({ id, name }) => ({ value: id, label: name })),
  };
  const reason: FieldSpec<MilestoneField> = {
    name: "reason",
    label: t("field.reason"),
    hint: t("baselineHint"),
    kind: "lines",
    rows: 2,
    attributes: { required: true, maxLength: 2000 },
  };
  return [
    text("name", true),
    { pair: [{ ...text("owner", false), suggestions: owners }, phase] },
    { pair: [date("baselineDate"), date("currentDate")] },
    {
      name: "status",
      label: t("field.status"),
      kind: "choice",
      choices: MILESTONE_STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) })),
    },
    ...(movesBaseline ? [reason] : []),
  ];
}

/** The fields of a phase; its place is said by its neighbour, not by a bare number. `others` in their order. */
export function usePhaseRows(others: readonly PhaseView[]): FieldRow<keyof PhaseDraft>[] {
  const t = useTranslations("timeline");
  const place: FieldSpec<keyof PhaseDraft> = {
    name: "position",
    label: t("phaseField.position"),
    kind: "choice",
    choices: [
      { value: "1", label: t("placeFirst") },
      ...others.map(({ name }, index) => ({ value: String(index + 2), label: t("placeAfter", { name }) })),
    ],
  };
  return [
    { name: "name", label: t("phaseField.name"), kind: "text", attributes: { required: true, maxLength: 200 } },
    { name: "goal", label: t("phaseField.goal"), kind: "lines", rows: 3, attributes: { maxLength: 2000 } },
    ...(others.length > 0 ? [place] : []),
  ];
}
