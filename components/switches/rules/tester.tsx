"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { Failure } from "@/components/switches/refusals.tsx";
import { useRuleWords } from "@/components/switches/rule-words.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Field } from "@/components/ui/field.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { evaluate } from "@/lib/switches/queries/previews.ts";
import type { EvaluationAnswer } from "@/lib/switches/schema/evaluation.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import styles from "./rules.module.css";
import { attributesIn } from "./subject.ts";

type Props = {
  view: SwitchView /** The edited rules; null while they cannot be asked or are the stored ones. */;
  edited: Rule[] | null;
};

/** Which side one subject is on and why, by the stored rules and by the edited ones. */
export function Tester({ view, edited }: Props) {
  const t = useTranslations("module.rules.try");
  const { place } = useConsole();
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const { attributes, unclear } = attributesIn(text);
  const now = JSON.stringify([view.version, subject, text, edited]);
  const ask = useMutation({
    mutationFn: async () => {
      const context = { ...attributes, ...(subject !== "" && { targetingKey: subject }) };
      return { of: now, ...(await evaluate(place, view.key, { context, ...(edited && { rules: edited }) })) };
    },
  });
  // An answer is about what was asked, not about what was typed since.
  const answer = ask.data?.of === now ? ask.data : null;
  return (
    <section className={styles.part} aria-label={t("title")}>
      <h3>{t("title")}</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (unclear.length === 0) ask.mutate();
        }}
      >
        <Field label={t("subject")}>
          {(control) => (
            <input
              {...control}
              className="input mono"
              autoComplete="off"
              maxLength={1000}
              value={subject}
              onChange={(event) => setSubject(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t("attributes")}
          hint={t("hint", { number: "7", yes: "true", quoted: '"7"', version: "6.1.0" })}
          error={unclear.length > 0 ? t("unclear", { lines: unclear.join(" · ") }) : null}
        >
          {(control) => (
            <textarea
              {...control}
              className="input mono"
              rows={3}
              placeholder="appVersion = 6.1.0"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="btn" disabled={ask.isPending || unclear.length > 0}>
          {t("ask")}
        </button>
      </form>
      <div role="status">
        {answer && (
          <dl className={styles.answers}>
            <Side name={t("stored")} answer={answer.stored} bucket={answer.bucket} />
            {answer.edited && <Side name={t("edited")} answer={answer.edited} bucket={answer.bucket} />}
          </dl>
        )}
      </div>
      {ask.error && <Failure error={ask.error} />}
    </section>
  );
}

function Side({ name, answer, bucket }: { name: string; answer: EvaluationAnswer; bucket: number | null }) {
  const t = useTranslations("module.rules.try");
  const format = useFormat();
  const words = useSwitchWords();
  const conditionsOf = useRuleWords();
  const { value, rule, unread, share, reason, errorCode } = answer;
  const why = () => {
    if (rule) return t("byRule", { name: rule.name, conditions: conditionsOf(rule as Rule) });
    if (errorCode === "TARGETING_KEY_MISSING") return t("noSubject", { share: format.share(share) });
    if (errorCode !== null) return t("badSubject");
    if (reason === "SPLIT" && bucket !== null)
      return t(bucket < share ? "below" : "above", { bucket: format.share(bucket), share: format.share(share) });
    return t("byStanding");
  };
  return (
    <div>
      <dt className="small">{name}</dt>
      <dd>
        <strong>{value === null ? t("nowhere") : words.stage(value)}</strong>
        <p className="small dim">{why()}</p>
        {unread.length > 0 && <p className="small dim">{t("unread", { names: unread.join(" · "), count: unread.length })}</p>}
      </dd>
    </div>
  );
}
