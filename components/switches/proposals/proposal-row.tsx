"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { late } from "@/components/ui/late.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Position } from "@/lib/core/stages/positions.ts";
import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import { applyProposal, approveProposal, proposalKeys, withdrawProposal } from "@/lib/proposals/queries.ts";
import type { ProposalView } from "@/lib/proposals/schema.ts";
import { switchKeys } from "@/lib/switches/queries/keys.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

const EditProposal = late(() => import("./edit-proposal-sheet.tsx").then((module) => module.EditProposal));

type Act = "approve" | "apply" | "withdraw";

const BUTTON: Record<Act, string> = { approve: "btn primary", apply: "btn forward", withdraw: "btn quiet" };

/** One proposal: what it would move, who wants it, who agreed, and what the reader can do about it. */
export function ProposalRow({ proposal, view }: { proposal: ProposalView; view: SwitchView }) {
  const t = useTranslations("switches.proposals");
  const tSwitches = useTranslations("switches");
  const { place, user, allows } = useConsole();
  const words = useSwitchWords();
  const format = useFormat();
  const client = useQueryClient();
  const { sheet, show, close } = useSheet(["proposal"]);
  const { id, version, change, proposedBy, overtakenBy } = proposal;
  const approvedBy = proposal.approvalLapsed ? null : proposal.approvedBy;
  const act = useMutation<unknown, Error, Act>({
    mutationFn: (wanted) => {
      if (wanted === "approve") return approveProposal(place.project, id, version);
      return wanted === "apply"
        ? applyProposal(place.project, id, version, newKey())
        : withdrawProposal(place.project, id, version);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: proposalKeys.all(place.project) }),
        client.invalidateQueries({ queryKey: switchKeys.all }),
      ]),
  });
  const mayEdit = allows("switch.forward");
  const mine = proposedBy.id === user.id;
  const button = (wanted: Act) => (
    <button type="button" className={BUTTON[wanted]} disabled={act.isPending} onClick={() => act.mutate(wanted)}>
      {t(wanted)}
    </button>
  );
  const target = words.place({ stage: change.target as Position, share: change.share ?? FULL_SHARE });
  return (
    <li className="told" style={{ display: "flex", flexWrap: "wrap", gap: "4px 14px", alignItems: "center" }}>
      <span>
        <b>{words.axis(view.axis)}</b> {!overtakenBy && <span className="dim">{words.place(placeOf(view))}</span>} →{" "}
        <b className={overtakenBy ? "dim" : "c-new"}>{target}</b>
        <span className="small mute">
          {" "}
          {t("by", { who: proposedBy.name, time: format.dayTime(proposal.updatedAt) })}
          {change.reason && tSwitches("because", { reason: change.reason })}
        </span>
      </span>
      <Health state={overtakenBy || proposal.approvalLapsed ? "watch" : approvedBy ? "ok" : "open"}>
        {overtakenBy
          ? t("overtaken", { version: overtakenBy.version, who: overtakenBy.by })
          : proposal.approvalLapsed
            ? t("lapsed", { who: proposal.approvedBy?.name ?? "" })
            : approvedBy
              ? t("approved", { who: approvedBy.name })
              : t(mine ? "waitsForOther" : "waits")}
      </Health>
      {mayEdit && (
        <span style={{ display: "flex", gap: 4, marginLeft: "auto" }}>
          {!approvedBy && !mine && !overtakenBy && button("approve")}
          {approvedBy && !overtakenBy && button("apply")}
          <button type="button" className="btn" onClick={() => show("proposal", id)}>
            {t(overtakenBy ? "anew" : "edit")}
          </button>
          {!overtakenBy && button("withdraw")}
        </span>
      )}
      {act.error && <Failure error={act.error} />}
      {mayEdit && sheet?.of === id && <EditProposal proposal={proposal} view={view} onClose={close} />}
    </li>
  );
}
