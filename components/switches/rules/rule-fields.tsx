"use client";

import { useTranslations } from "next-intl";
import { useRuleWords } from "@/components/switches/rule-words.ts";
import { Field } from "@/components/ui/field.tsx";
import { Segments } from "@/components/ui/segments.tsx";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { emptyCondition } from "./draft.ts";
import type { Fault } from "./read-condition.ts";
import type { ConditionDraft, RuleDraft } from "./rule-draft.ts";
import styles from "./rules.module.css";

const MOST_CONDITIONS = 20;

type Props = {
  draft: RuleDraft;
  /** The same as it would be stored. */
  rule: Rule;
  place: number;
  /** What becomes of whom it matches: where it keeps them, where it sends them. */
  results: { position: string; next: string };
  open: boolean;
  faultOf: (field: string) => Fault | undefined;
  faulty: boolean;
  freshId: number;
  onOpen: () => void;
  onChange: (change: Partial<RuleDraft>, field: string | null) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

/** One rule: what it says in words, where it stands among the others, and its fields when it is open. */
export function RuleFields(props: Props) {
  const { draft, rule, place, results, open, faultOf, freshId, onChange, onMove } = props;
  const t = useTranslations("module.rules.edit");
  const conditionsOf = useRuleWords();
  const { name } = draft;
  const changeOne = (id: number) => (change: Partial<ConditionDraft>, field: string | null) => {
    const conditions = draft.conditions.map((each) => (each.id === id ? { ...each, ...change } : each));
    onChange({ conditions }, field && `${id}.${field}`);
  };
  const error = (field: string) => {
    const fault = faultOf(field);
    return fault && t(`fault.${fault}`);
  };
  return (
    <li
      className={styles.rule}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        event.preventDefault();
        onMove(event.key === "ArrowUp" ? -1 : 1);
      }}
    >
      <div className={styles.head}>
        <span className="mono">{place + 1}</span>
        <strong>{name || t("unnamed")}</strong>
        <button type="button" className="btn quiet" aria-label={t("up", { name })} title="Alt+↑" onClick={() => onMove(-1)}>
          ↑
        </button>
        <button type="button" className="btn quiet" aria-label={t("down", { name })} title="Alt+↓" onClick={() => onMove(1)}>
          ↓
        </button>
      </div>
      {!open && (
        <p className="small dim">
          {t("says", { what: props.faulty ? t("faulty") : conditionsOf(rule), result: results[rule.result] })}
        </p>
      )}
      {open && (
        <>
          <Field label={t("name")} error={error("name")}>
            {(control) => (
              <input
                {...control}
                className="input"
                maxLength={100}
                value={name}
                onChange={(event) => onChange({ name: event.target.value }, `${draft.id}.name`)}
              />
            )}
          </Field>
          <Segments
            label={t("result")}
            options={[
              { value: "position", label: results.position },
              { value: "next", label: results.next },
            ]}
            value={draft.result}
            onChange={(result) => onChange({ result }, null)}
          />
          {draft.conditions.map((condition, j) => (
            <ConditionFields
              key={condition.id}
              condition={condition}
              faultOf={(field) => faultOf(field ? `conditions.${j}.${field}` : `conditions.${j}`)}
              onChange={changeOne(condition.id)}
              onRemove={() => onChange({ conditions: draft.conditions.filter(({ id }) => id !== condition.id) }, null)}
            />
          ))}
          {error("conditions") && <p className="error">{error("conditions")}</p>}
        </>
      )}
      <div className={styles.acts}>
        <button
          type="button"
          className="link small"
          aria-expanded={open}
          aria-label={t(open ? "close" : "open", { name })}
          onClick={props.onOpen}
        >
          {t(open ? "closeShort" : "openShort")}
        </button>
        {open && draft.conditions.length < MOST_CONDITIONS && (
          <button
            type="button"
            className="link small"
            onClick={() => onChange({ conditions: [...draft.conditions, emptyCondition(freshId, "", "equals")] }, null)}
          >
            {t("addCondition")}
          </button>
        )}
        <button type="button" className="link small" aria-label={t("remove", { name })} onClick={props.onRemove}>
          {t("removeShort")}
        </button>
      </div>
    </li>
  );
}
