"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { BLANK, judge, previewBody, wordsOf } from "@/components/switches/form/review-state.ts";
import { usePreview } from "@/components/switches/form/use-preview.ts";
import { WordFields } from "@/components/switches/form/word-fields.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { raiseTarget } from "@/components/switches/raise.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Health } from "@/components/ui/mark.tsx";
import { ShareControl } from "@/components/ui/share-control.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import type { Position } from "@/lib/core/stages/positions.ts";
import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import { createProposal, proposalKeys, updateProposal } from "@/lib/proposals/queries.ts";
import type { ProposalView } from "@/lib/proposals/schema.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

type Props = { proposal: ProposalView; view: SwitchView; onClose: () => void };

/** Puts another share or reason in a proposal, made against the present version; an approval is cleared by it. One that has ended is proposed anew. */
export function EditProposal({ proposal, view, onClose }: Props) {
  const t = useTranslations("switches.proposals");
  const tSwitches = useTranslations("switches");
  const { place } = useConsole();
  const words = useSwitchWords();
  const client = useQueryClient();
  const { change } = proposal;
  const target = raiseTarget(view) ?? (change.target as Position);
  const [share, setShare] = useState(change.target === target ? (change.share ?? FULL_SHARE) : FULL_SHARE);
  const [draft, setDraft] = useState({
    ...BLANK,
    reason: change.reason ?? "",
    confirm: change.confirm ?? "",
    override: change.override ?? "",
  });
  const wanted = previewBody(view, { target, share }, draft);
  const { preview } = usePreview(view.key, wanted);
  const judgement = preview && judge(preview, draft, view.module);
  const act = useMutation({
    mutationFn: () => {
      const asked = { ...change, ...wanted, ...wordsOf(draft) };
      if (proposal.overtakenBy) return createProposal(place, proposal.switch, asked, newKey());
      return updateProposal(place.project, proposal.id, { expectedVersion: proposal.version, change: asked });
    },
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: proposalKeys.all(place.project) }),
  });
  const label = tSwitches("review.shareAt", { stage: words.stage(target) });
  return (
    <Sheet title={t("editTitle", { name: `${view.module} ${words.axis(view.axis)}` })} tone="forward" onClose={onClose}>
      <div className="move">
        <ShareControl
          stored={view.next === target ? view.share : 0}
          value={share}
          onChange={setShare}
          from={words.stage(view.position)}
          to={words.stage(target)}
          label={label}
        />
      </div>
      {proposal.approvedBy && !proposal.overtakenBy && (
        <p className="told">
          <Health state="watch" long>
            {t("clears", { who: proposal.approvedBy.name })}
          </Health>
        </p>
      )}
      {preview && <Gates gates={preview.gates} refusals={judgement?.refusals ?? []} />}
      <WordFields draft={draft} onDraft={setDraft} judgement={judgement} word={view.module} />
      {act.error && <Failure error={act.error} />}
      <button
        type="button"
        className="btn primary big"
        disabled={act.isPending || (judgement?.lacks.length ?? 0) > 0}
        onClick={() => act.mutate()}
      >
        {act.isPending ? tSwitches("sending") : t("save")}
      </button>
    </Sheet>
  );
}
