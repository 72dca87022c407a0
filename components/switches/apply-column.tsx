"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useConnection } from "@/components/console/providers.tsx";
import { Keys } from "@/components/ui/key-hint.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { propose } from "@/lib/core/stages/propose.ts";
import type { SwitchView } from "@/lib/switches/schema.ts";
import { ReasonField } from "./reason-field.tsx";
import { useRefusalWords } from "./refusal-words.ts";
import { Failure } from "./refusals.tsx";
import styles from "./review.module.css";
import { bodyOf, directionAfter, newPart, type Proposal, standingAfter } from "./review-state.ts";
import type { ModuleState } from "./use-module-health.ts";
import { placeOf, toStanding, useSwitchWords } from "./words.ts";

type Props = {
  state: ModuleState;
  base: SwitchView;
  proposal: Proposal;
  reason: string;
  onReason: (reason: string) => void;
  onApply: () => void;
  onCancel: () => void;
  sending: boolean;
  /** Somebody changed the switch meanwhile; apply waits until that was read. */
  disarmed: boolean;
  error: Error | null;
};

/** Before → after, why, and the one button, which repeats verb, target and value. */
export function ApplyColumn({ state, base, proposal, reason, onReason, onApply, onCancel, sending, disarmed, error }: Props) {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  const blocked = useBlocked(base, proposal);
  const after = standingAfter(base, proposal);
  const back = directionAfter(base, proposal) === "back";
  const name = `${base.module} ${words.axis(base.axis)}`;
  const act = after ? t(back ? "review.back" : "review.raise", { name, place: words.place(placeOf(after)) }) : "";
  const ready = blocked === null && !disarmed && !sending;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onApply();
      }}
    >
      <h2>{t("review.title")}</h2>
      <dl className="facts s">
        <dt>{words.axis(base.axis)}</dt>
        <dd>
          <span className="dim">{words.place(placeOf(base))}</span>
          {after && (
            <>
              {" → "}
              <b className={back ? "c-old" : "c-new"}>{words.place(placeOf(after))}</b>
            </>
          )}
        </dd>
        <Traffic state={state} base={base} proposal={proposal} />
        <dt>{t("review.instances")}</dt>
        <dd>{base.propagation.of === 0 ? t("review.noInstances") : t("review.follow", { count: base.propagation.of })}</dd>
      </dl>
      <ReasonField value={reason} onChange={onReason} />
      {error && <Failure error={error} />}
      <div className={styles.acts}>
        <button type="submit" className={`btn wrap ${back ? "back" : "fwd"}`} disabled={!ready}>
          {sending ? t("sending") : (blocked ?? act)}
        </button>
        <button type="button" className="btn quiet" onClick={onCancel}>
          {t("review.cancel")}
        </button>
      </div>
      <p className="s mute hide-s" style={{ marginTop: 6 }}>
        <Keys of={["Ctrl", "Enter"]} /> {t("review.applies")} <Keys of={["Esc"]} /> {t("review.cancels")}
      </p>
    </form>
  );
}

/** Requests a second the new side answers now and afterwards, estimated from the traffic of the last minutes. */
function Traffic({ state, base, proposal }: Pick<Props, "state" | "base" | "proposal">) {
  const t = useTranslations("switches");
  const format = useFormat();
  const after = standingAfter(base, proposal);
  if (!after) return null;
  const [before, then] = [newPart(base.axis, toStanding(base)), newPart(base.axis, after)];
  const total = (state.summary?.old?.perSecond ?? 0) + (state.summary?.new?.perSecond ?? 0);
  const percent = (part: number) => format.share(Math.round(part * 100_000));
  return (
    <>
      <dt>{t("review.newSide")}</dt>
      <dd>
        {before === then
          ? t("review.answersStay", { part: percent(before) })
          : t("review.answers", { before: percent(before), after: percent(then) })}
        {total > 0 && before !== then && (
          <>
            <br />
            {t("review.traffic", { before: format.perSecond(before * total), after: format.perSecond(then * total) })}
          </>
        )}
      </dd>
    </>
  );
}

/** Why the proposal cannot be applied now, in words; null when it can. */
function useBlocked(base: SwitchView, proposal: Proposal): string | null {
  const t = useTranslations("switches");
  const tWords = useTranslations("words");
  const { allows } = useConsole();
  const connection = useConnection();
  const format = useFormat();
  const say = useRefusalWords();
  const { target, share } = bodyOf(base, proposal);
  const decided = propose(base.axis, { ...toStanding(base), held: base.held }, { target, share: share ?? 0 });
  if (!decided.ok) return decided.refusals.map(say).join(" ");
  if (decided.direction !== "forward") return null;
  if (!allows("switch.forward")) return t("blocked.role", { role: tWords("role.lead") });
  if (connection.old) return t("blocked.stale", { time: format.timeUtc(connection.last) });
  return null;
}
