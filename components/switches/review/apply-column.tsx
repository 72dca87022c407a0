"use client";

import { useTranslations } from "next-intl";
import { directionAfter, type Judgement, type Proposal, standingAfter } from "@/components/switches/form/review-state.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { Keys } from "@/components/ui/key-hint.tsx";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { MoveFacts } from "./move-facts.tsx";
import styles from "./review.module.css";
import { useBlocked } from "./use-blocked.ts";

type Props = {
  state: ModuleState;
  base: SwitchView;
  proposal: Proposal;
  judgement: Judgement | null;
  /** The policy of secondary writes was changed from here; the version it has now. */
  onPolicy: (version: number) => void;
  onApply: () => void;
  onPropose: () => void;
  onCancel: () => void;
  sending: boolean;
  /** Somebody changed the switch meanwhile; apply waits until that was read. */
  disarmed: boolean;
  error: Error | null;
  /** Gates, and the words the move asks for. */
  gates: React.ReactNode;
  words: React.ReactNode;
};

/** Gates, before → after, why, and the one button, which repeats verb, target and value. */
export function ApplyColumn(props: Props) {
  const { state, base, proposal, judgement, sending, disarmed, error } = props;
  const t = useTranslations("switches");
  const words = useSwitchWords();
  const blocked = useBlocked(base, proposal, judgement);
  const after = standingAfter(base, proposal);
  const back = directionAfter(base, proposal) === "back";
  const named = { name: `${base.module} ${words.axis(base.axis)}`, place: after ? words.place(placeOf(after)) : "" };
  const proposes = judgement?.needsApproval === true;
  const act = t(proposes ? "review.propose" : back ? "review.back" : "review.raise", named);
  const ready = blocked === null && !disarmed && !sending;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) (proposes ? props.onPropose : props.onApply)();
      }}
    >
      <h2>
        {t("review.title")}
        {judgement && <span>{t(`level.l${judgement.level}`)}</span>}
      </h2>
      {props.gates}
      <MoveFacts state={state} base={base} proposal={proposal} onPolicy={props.onPolicy} />
      {props.words}
      {error && <Failure error={error} />}
      <div className={styles.acts}>
        <button type="submit" className={`btn wrap ${back ? "back" : "forward"}`} disabled={!ready}>
          {sending ? t("sending") : (blocked ?? act)}
        </button>
        <button type="button" className="btn quiet" onClick={props.onCancel}>
          {t("review.cancel")}
        </button>
      </div>
      <p className="small mute wide-only" style={{ marginTop: 6 }}>
        <Keys of={["Ctrl", "Enter"]} /> {t("review.applies")} <Keys of={["Esc"]} /> {t("review.cancels")}
      </p>
    </form>
  );
}
