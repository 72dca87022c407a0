"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { AxisDrawing } from "@/components/switches/axis.tsx";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { BLANK, judge, wordsOf } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { usePreview } from "@/components/switches/form/use-preview.ts";
import { WordFields } from "@/components/switches/form/word-fields.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { Failure } from "@/components/switches/refusals.tsx";
import { useRuleWords } from "@/components/switches/rule-words.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { pinsOf } from "@/lib/core/stages/module.ts";
import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import { createProposal } from "@/lib/proposals/queries.ts";
import { changeSwitch } from "@/lib/switches/queries/acts.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** Lets everybody follow whom rules kept behind: a move forward of exactly those, judged as one. */
export function DropPinsSheet({ view, onClose }: { view: SwitchView; onClose: () => void }) {
  const t = useTranslations("module.rules.drop");
  const tSwitches = useTranslations("switches");
  const { place } = useConsole();
  const words = useSwitchWords();
  const conditionsOf = useRuleWords();
  const [draft, setDraft] = useState(BLANK);
  const act = useAct(view.module, onClose);
  const pins = pinsOf(view.rules);
  const rules = view.rules.filter((rule) => !pins.includes(rule));
  const target = view.next ?? view.position;
  const body = { target, share: FULL_SHARE, expectedVersion: view.version, rules };
  const { preview } = usePreview(view.key, body);
  const judgement = preview && judge(preview, draft, view.module);
  const refused = judgement !== null && (judgement.refusals.length > 0 || judgement.lacks.length > 0);
  const title = t("title", { place: words.stage(view.position) });
  const said = { ...body, ...wordsOf(draft) };
  const propose = async (key: string) => {
    await createProposal(place, view.key, said, key);
    return { changes: [], plans: [] };
  };
  return (
    <Sheet title={title} tone="forward" onClose={onClose}>
      <div className="move">
        <AxisDrawing view={{ axis: view.axis, position: target, next: null, share: 0 }} />
        <span className="value">
          {words.move({ position: view.position, next: null, share: 0 }, { position: target, next: null, share: 0 })}
        </span>
        <span className="small">{t("means", { next: words.stage(target) })}</span>
      </div>
      <ul className="told small">
        {pins.map((rule) => (
          <li key={rule.name}>
            <span>{t("subjects", { name: rule.name, conditions: conditionsOf(rule) })}</span>
          </li>
        ))}
      </ul>
      {preview && <Gates gates={preview.gates} refusals={judgement?.refusals ?? []} />}
      <WordFields draft={draft} onDraft={setDraft} judgement={judgement} word={view.module} />
      {act.error && <Failure error={act.error} />}
      <ConfirmButton
        tone="forward"
        disabled={judgement === null || refused || act.isPending}
        onConfirm={() =>
          act.mutate((key) => (judgement?.needsApproval ? propose(key) : changeSwitch(place, view.key, said, key)))
        }
      >
        {act.isPending ? tSwitches("sending") : judgement?.needsApproval ? t("propose") : title}
      </ConfirmButton>
    </Sheet>
  );
}
