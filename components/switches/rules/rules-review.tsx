"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { Moved } from "@/components/switches/form/moved.tsx";
import { type Draft, judge, targetOf, wordsOf } from "@/components/switches/form/review-state.ts";
import type { useAct } from "@/components/switches/form/use-act.ts";
import { usePreview } from "@/components/switches/form/use-preview.ts";
import { WordFields } from "@/components/switches/form/word-fields.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { Failure } from "@/components/switches/refusals.tsx";
import { useRuleWords } from "@/components/switches/rule-words.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import { createProposal } from "@/lib/proposals/queries.ts";
import { changeSwitch } from "@/lib/switches/queries/acts.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { differencesOf } from "./differences.ts";
import styles from "./rules.module.css";

type Props = {
  base: SwitchView;
  rules: Rule[];
  results: { position: string; next: string };
  draft: Draft;
  onDraft: (draft: Draft) => void;
  act: ReturnType<typeof useAct>;
  /** Somebody changed the switch meanwhile; storing waits until that was read. */
  disarmed: boolean;
  onBack: () => void;
};

/** What the edited rules change, whom they move and which way, and what that asks for: a change like any other. */
export function RulesReview({ base, rules, results, draft, onDraft, act, disarmed, onBack }: Props) {
  const t = useTranslations("module.rules.review");
  const tSwitches = useTranslations("switches");
  const { place, allows } = useConsole();
  const conditionsOf = useRuleWords();
  const [body] = useState(() => ({ ...targetOf(base), expectedVersion: base.version, rules }));
  const { preview, fresh } = usePreview(base.key, body);
  const judgement = preview && judge(preview, draft, base.module);
  const allowed = preview === null || allows(preview.direction === "back" ? "switch.back" : "switch.forward");
  const refused = judgement === null || judgement.refusals.length > 0 || judgement.lacks.length > 0;
  const said = { ...body, ...wordsOf(draft) };
  const propose = async (key: string) => {
    await createProposal(place, base.key, said, key);
    return { changes: [], plans: [] };
  };
  const told = (rule: Rule) => t("rule", { name: rule.name, conditions: conditionsOf(rule), result: results[rule.result] });
  const failure = act.error instanceof ApiError && act.error.status === 409 ? null : act.error;
  return (
    <>
      <h3 className="visually-hidden">{t("title")}</h3>
      <ul className={`${styles.differences} small`} aria-label={t("title")}>
        {differencesOf(base.rules, rules).map((one) =>
          one.kind === "order" ? (
            <li key="order">{t("order", { names: one.names.join(" · ") })}</li>
          ) : (
            <li key={`${one.kind} ${one.rule.name}`}>
              {one.kind === "changed"
                ? t("changed", { before: told(one.before), after: told(one.rule) })
                : t(one.kind, { rule: told(one.rule) })}
            </li>
          ),
        )}
      </ul>
      {preview && (
        <>
          <p className="small">
            {t(`direction.${preview.direction}`)} {judgement && tSwitches(`level.l${judgement.level}`)}
          </p>
          <Moved preview={preview} />
          <Gates gates={preview.gates} refusals={judgement?.refusals ?? []} />
        </>
      )}
      {allowed ? (
        <WordFields draft={draft} onDraft={onDraft} judgement={judgement} word={base.module} />
      ) : (
        <p className="small dim">{t("role")}</p>
      )}
      {failure && <Failure error={failure} />}
      <ConfirmButton
        tone={preview && preview.direction !== "none" ? preview.direction : "none"}
        disabled={!allowed || refused || !fresh || disarmed || act.isPending}
        onConfirm={() =>
          act.mutate((key) => (judgement?.needsApproval ? propose(key) : changeSwitch(place, base.key, said, key)))
        }
      >
        {act.isPending ? tSwitches("sending") : t(judgement?.needsApproval ? "propose" : "store", { name: base.key })}
      </ConfirmButton>
      <button type="button" className="btn quiet" style={{ marginTop: 8 }} onClick={onBack}>
        {t("back")}
      </button>
    </>
  );
}
