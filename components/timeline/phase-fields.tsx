import { useTranslations } from "next-intl";
import { fieldError } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import type { PhaseView } from "@/lib/phases/schema.ts";
import type { PhaseDraft } from "./drafts.ts";

type Props = {
  values: PhaseDraft;
  set: (name: keyof PhaseDraft, value: string) => void;
  /** The other phases, in their order. */
  others: readonly PhaseView[];
  error: Error | null;
};

/** Every field of a phase; its place is said by its neighbour, not by a bare number. */
export function PhaseFields({ values, set, others, error }: Props) {
  const t = useTranslations("timeline");
  return (
    <>
      <Field label={t("phaseField.name")} error={fieldError(error, "name")}>
        {(control) => (
          <input
            {...control}
            className="input"
            required
            maxLength={200}
            autoComplete="off"
            value={values.name}
            onChange={(event) => set("name", event.target.value)}
          />
        )}
      </Field>
      <Field label={t("phaseField.goal")} error={fieldError(error, "goal")}>
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={3}
            maxLength={2000}
            value={values.goal}
            onChange={(event) => set("goal", event.target.value)}
          />
        )}
      </Field>
      {others.length > 0 && (
        <Field label={t("phaseField.position")} error={fieldError(error, "position")}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={values.position}
              onChange={(event) => set("position", event.target.value)}
            >
              <option value="1">{t("placeFirst")}</option>
              {others.map((phase, index) => (
                <option key={phase.id} value={index + 2}>
                  {t("placeAfter", { name: phase.name })}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}
