"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useLeaveWarning } from "@/components/console/unsaved.ts";
import { Unsaved } from "@/components/form/form-sheet.tsx";
import { BLANK } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { Conflict } from "@/components/switches/review/conflict.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Health } from "@/components/ui/mark.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { MOST_RULES } from "@/lib/core/evaluation/rule-faults.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { forwardOf } from "@/lib/core/stages/positions.ts";
import { sameRules } from "@/lib/core/stages/subjects.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { draftOf, emptyCondition, freshId, readDrafts } from "./draft.ts";
import { type Merged, mergeRules } from "./merge.ts";
import type { RuleDraft } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";
import styles from "./rules.module.css";
import { RulesReview } from "./rules-review.tsx";
import { Tester } from "./tester.tsx";
import { moved, useEdits } from "./use-edits.ts";

/** The rules of one switch as a form: who is kept back, who goes first, in which order; tried out and reviewed before they are stored. */
export function RulesSheet({ view, onClose }: { view: SwitchView; onClose: () => void }) {
  const t = useTranslations("module.rules.edit");
  const { allows } = useConsole();
  const [base, setBase] = useState(view);
  const { drafts, edit, undo } = useEdits(() => draftOf(view.rules));
  const [open, setOpen] = useState<number | null>(null);
  const [step, setStep] = useState<"edit" | "review">("edit");
  const [words, setWords] = useState(BLANK);
  const [clashes, setClashes] = useState<Merged["clashes"]>([]);
  const [leaving, setLeaving] = useState(false);
  const act = useAct(view.module, onClose);
  const results = useResults(base);

  const { rules, faults } = readDrafts(drafts);
  const changed = faults.size > 0 || !sameRules(base.rules, rules);
  const overtaken = view.version !== base.version && !act.isPending && !act.isSuccess;
  useLeaveWarning(changed);

  const change = (id: number, part: Partial<RuleDraft>, field: string | null) =>
    edit((all) => all.map((rule) => (rule.id === id ? { ...rule, ...part } : rule)), field && `${id} ${field}`);
  const add = (result: Rule["result"]) => {
    const id = freshId(drafts);
    const name = unusedName(drafts, t(`names.${result}`));
    edit((all) => [...all, { id, name, result, conditions: [emptyCondition(id + 1, "targetingKey", "in")] }]);
    setOpen(id);
  };
  const rebase = () => {
    const merged = mergeRules(draftOf(base.rules), drafts, draftOf(view.rules));
    edit(() => merged.rules);
    setClashes(merged.clashes);
    setBase(view);
    setOpen(null);
    setStep("edit");
    act.reset();
  };

  return (
    <Sheet title={t("title", { name: view.key })} onClose={() => (changed ? setLeaving(true) : onClose())}>
      {leaving && changed && <Unsaved onStay={() => setLeaving(false)} onLeave={onClose} />}
      {overtaken && <Conflict base={base} current={view} canRebase onRebase={rebase} onDiscard={onClose} />}
      {clashes.map(({ name, theirs }) => (
        <Health key={name} state="watch" long>
          {t(theirs ? "clash" : "clashRemoved", { name })}
        </Health>
      ))}
      {step === "review" ? (
        <RulesReview
          {...{ base, rules, results, act }}
          key={base.version}
          draft={words}
          onDraft={setWords}
          disarmed={overtaken}
          onBack={() => setStep("edit")}
        />
      ) : (
        <>
          <p className="small dim">{t("lead")}</p>
          <ol className={styles.list} aria-label={t("list")}>
            {drafts.map((draft, i) => (
              <RuleFields
                key={draft.id}
                {...{ draft, results }}
                rule={rules[i] as Rule}
                place={i}
                open={open === draft.id}
                faultOf={(field) => faults.get(`${i}.${field}`)}
                faulty={[...faults.keys()].some((path) => path.startsWith(`${i}.`))}
                freshId={freshId(drafts)}
                onOpen={() => setOpen(open === draft.id ? null : draft.id)}
                onChange={(part, field) => change(draft.id, part, field)}
                onMove={(by) => edit((all) => moved(all, draft.id, by))}
                onRemove={() => edit((all) => all.filter(({ id }) => id !== draft.id))}
              />
            ))}
          </ol>
          {faults.get("") && <p className="error">{t(`fault.${faults.get("") as "size"}`)}</p>}
          <div className={styles.acts}>
            {drafts.length < MOST_RULES &&
              (["position", "next"] as const).map((result) => (
                <button key={result} type="button" className="btn" onClick={() => add(result)}>
                  {t(`add.${result}`)}
                </button>
              ))}
            {undo && (
              <button type="button" className="btn quiet" onClick={undo}>
                {t("undo")}
              </button>
            )}
          </div>
          <Tester view={base} edited={changed && faults.size === 0 ? rules : null} />
          {allows("switch.back") && (
            <button
              type="button"
              className="btn big primary"
              disabled={!changed || faults.size > 0 || overtaken}
              onClick={() => setStep("review")}
            >
              {t(faults.size > 0 ? "faulty" : changed ? "review" : "unchanged")}
            </button>
          )}
        </>
      )}
    </Sheet>
  );
}

/** What either result means where the switch stands. */
function useResults({ axis, position, next }: SwitchView) {
  const t = useTranslations("module.rules");
  const words = useSwitchWords();
  const ahead = next ?? forwardOf(axis, position as Parameters<typeof forwardOf>[1]);
  return {
    position: t("stays", { place: words.stage(position) }),
    next: next
      ? t("goes", { place: words.stage(next) })
      : ahead
        ? t("edit.goesOnce", { place: words.stage(ahead) })
        : t("edit.end"),
  };
}

function unusedName(drafts: readonly RuleDraft[], name: string): string {
  let candidate = name;
  for (let n = 2; drafts.some((draft) => draft.name === candidate); n += 1) candidate = `${name} ${n}`;
  return candidate;
}
