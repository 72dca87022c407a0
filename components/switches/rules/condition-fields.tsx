"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { UNREADABLE } from "@/lib/core/evaluation/snapshot.ts";
import type { Fault } from "./read-condition.ts";
import type { ConditionDraft, Kind, Operator } from "./rule-draft.ts";
import styles from "./rules.module.css";

const OPERATORS: readonly Operator[] = ["equals", "in", "prefix", "semver", "number"];
const KINDS: Record<"equals" | "in", readonly Kind[]> = { equals: ["text", "number", "boolean"], in: ["text", "number", "json"] };

type Props = {
  condition: ConditionDraft;
  /** By field. */
  faultOf: (field: string) => Fault | undefined;
  /** The field that is typed in, where it is one. */
  onChange: (change: Partial<ConditionDraft>, field: string | null) => void;
  onRemove: () => void;
};

/** One condition: which attribute, how it is compared, and with what. */
export function ConditionFields({ condition, faultOf, onChange, onRemove }: Props) {
  const t = useTranslations("module.rules.edit");
  const { attribute, operator } = condition;
  const said = (field: string) => {
    const fault = faultOf(field);
    return fault && t(`fault.${fault}`);
  };
  const typed = (field: keyof ConditionDraft) => (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    onChange({ [field]: event.target.value }, field);
  const whole = said("") ?? said("operator");

  return (
    <fieldset className={styles.condition}>
      <legend className="visually-hidden">{t("condition", { attribute })}</legend>
      <div className={form.pair}>
        <Field label={t("attribute")} error={said("attribute")}>
          {(control) => (
            <input {...control} className="input mono" maxLength={100} value={attribute} onChange={typed("attribute")} />
          )}
        </Field>
        <Field label={t("operator")} error={whole}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={operator}
              onChange={(event) => onChange(turned(condition, event.target.value as Operator), null)}
            >
              {OPERATORS.map((each) => (
                <option key={each} value={each}>
                  {t(`operators.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {(operator === "equals" || operator === "in") && (
        <Field label={t("kind")}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={condition.kind}
              onChange={(event) => onChange(retold(condition, event.target.value as Kind), null)}
            >
              {KINDS[operator].map((each) => (
                <option key={each} value={each}>
                  {t(`kinds.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {operator === "in" && (
        <Field label={t(condition.kind === "json" ? "json" : "values")} error={said("value")}>
          {(control) => (
            <textarea {...control} className="input mono" rows={3} value={condition.value} onChange={typed("value")} />
          )}
        </Field>
      )}
      {(operator === "equals" || operator === "prefix") && (
        <Field label={t("value")} error={said("value")}>
          {(control) =>
            condition.kind === "boolean" ? (
              <select
                {...control}
                className="input"
                value={condition.value}
                onChange={(event) => onChange({ value: event.target.value }, null)}
              >
                <option value="true">true</option>
                <option value="false">false</option>
              </select>
            ) : (
              <input {...control} className="input mono" maxLength={500} value={condition.value} onChange={typed("value")} />
            )
          }
        </Field>
      )}
      {(operator === "semver" || operator === "number") && (
        <>
          <div className={form.pair}>
            <Field label={t("min")} error={said("min")}>
              {(control) => (
                <input {...control} className="input mono" maxLength={500} value={condition.min} onChange={typed("min")} />
              )}
            </Field>
            <Field label={t("max")} error={said("max")}>
              {(control) => (
                <input {...control} className="input mono" maxLength={500} value={condition.max} onChange={typed("max")} />
              )}
            </Field>
          </div>
          <Field label={t("unreadable")}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={condition.unreadable}
                onChange={(event) => onChange({ unreadable: event.target.value as ConditionDraft["unreadable"] }, null)}
              >
                <option value="">{t("unreadables.default")}</option>
                {UNREADABLE.map((each) => (
                  <option key={each} value={each}>
                    {t(`unreadables.${each}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      )}
      <button type="button" className="link small" onClick={onRemove}>
        {t("removeCondition")}
      </button>
    </fieldset>
  );
}

/** What was typed stays wherever the other way of comparing has a place for it. */
function turned({ kind }: ConditionDraft, operator: Operator): Partial<ConditionDraft> {
  const fits = (operator === "equals" || operator === "in") && KINDS[operator].includes(kind);
  return { operator, ...(fits ? {} : { kind: "text" }) };
}

function retold({ value }: ConditionDraft, kind: Kind): Partial<ConditionDraft> {
  return { kind, ...(kind === "boolean" && { value: String(value === "true") }) };
}
