import { useTranslations } from "next-intl";
import { fieldError } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { LEVELS } from "@/lib/core/plan/risk-band.ts";
import type { RiskDraft } from "./draft.ts";

type Props = {
  values: RiskDraft;
  set: (name: keyof RiskDraft, value: string) => void;
  error: Error | null;
};

/** Every field of a risk. Levels are chosen by their written anchors, not by bare numbers. */
export function RiskFields({ values, set, error }: Props) {
  const t = useTranslations("risks");
  const text = (name: "mitigation" | "response", rows: number) => (
    <Field label={t(`field.${name}`)} error={fieldError(error, name)}>
      {(control) => (
        <textarea
          {...control}
          className="input"
          rows={rows}
          maxLength={2000}
          value={values[name]}
          onChange={(event) => set(name, event.target.value)}
        />
      )}
    </Field>
  );
  const level = (name: "likelihood" | "impact" | "targetLikelihood" | "targetImpact", kind: "likelihood" | "impact") => (
    <Field label={t(kind)} error={fieldError(error, name)}>
      {(control) => (
        <select {...control} className="input" value={values[name]} onChange={(event) => set(name, event.target.value)}>
          {LEVELS.map((value) => (
            <option key={value} value={value}>
              {`${value}: ${t(`anchor.${kind}.${value}`)}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  return (
    <>
      <Field label={t("field.hypothesis")} hint={t("hypothesisHint")} error={fieldError(error, "hypothesis")}>
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={2}
            required
            maxLength={500}
            value={values.hypothesis}
            onChange={(event) => set("hypothesis", event.target.value)}
          />
        )}
      </Field>
      <fieldset className={form.group}>
        <legend>{t("now")}</legend>
        {level("likelihood", "likelihood")}
        {level("impact", "impact")}
      </fieldset>
      <fieldset className={form.group}>
        <legend>{t("target")}</legend>
        {level("targetLikelihood", "likelihood")}
        {level("targetImpact", "impact")}
      </fieldset>
      <div className={form.pair}>
        <Field label={t("field.owner")} error={fieldError(error, "owner")}>
          {(control) => (
            <input
              {...control}
              className="input"
              maxLength={200}
              autoComplete="off"
              value={values.owner}
              onChange={(event) => set("owner", event.target.value)}
            />
          )}
        </Field>
        <Field label={t("field.reviewDate")} error={fieldError(error, "reviewDate")}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="date"
              value={values.reviewDate}
              onChange={(event) => set("reviewDate", event.target.value)}
            />
          )}
        </Field>
      </div>
      {text("mitigation", 3)}
      {text("response", 2)}
    </>
  );
}
