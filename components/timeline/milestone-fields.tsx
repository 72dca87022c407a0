import { useTranslations } from "next-intl";
import { fieldError } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { MILESTONE_STATUSES } from "@/lib/core/plan/slip.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import type { MilestoneDraft } from "./drafts.ts";

type Props = {
  values: MilestoneDraft;
  set: <K extends keyof MilestoneDraft>(name: K, value: MilestoneDraft[K]) => void;
  phases: readonly PhaseView[];
  error: Error | null;
};

/** Every field of a milestone but the reason. */
export function MilestoneFields({ values, set, phases, error }: Props) {
  const t = useTranslations("timeline");
  const date = (name: "baselineDate" | "currentDate") => (
    <Field label={t(`field.${name}`)} error={fieldError(error, name)}>
      {(control) => (
        <input
          {...control}
          className="input"
          type="date"
          required
          min="1970-01-01"
          value={values[name]}
          onChange={(event) => set(name, event.target.value)}
        />
      )}
    </Field>
  );
  const text = (name: "name" | "owner", required: boolean) => (
    <Field label={t(`field.${name}`)} error={fieldError(error, name)}>
      {(control) => (
        <input
          {...control}
          className="input"
          required={required}
          maxLength={200}
          autoComplete="off"
          value={values[name]}
          onChange={(event) => set(name, event.target.value)}
        />
      )}
    </Field>
  );
  return (
    <>
      {text("name", true)}
      <div className={form.pair}>
        {text("owner", false)}
        <Field label={t("field.phase")} error={fieldError(error, "phase")}>
          {(control) => (
            <select {...control} className="input" value={values.phase} onChange={(event) => set("phase", event.target.value)}>
              {phases.map((phase) => (
                <option key={phase.id} value={phase.id}>
                  {phase.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <div className={form.pair}>
        {date("baselineDate")}
        {date("currentDate")}
      </div>
      <Field label={t("field.status")} error={fieldError(error, "status")}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={values.status}
            onChange={(event) => set("status", event.target.value as MilestoneDraft["status"])}
          >
            {MILESTONE_STATUSES.map((status) => (
              <option key={status} value={status}>
                {t(`status.${status}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
