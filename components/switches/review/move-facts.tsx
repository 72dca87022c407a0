"use client";

import { useTranslations } from "next-intl";
import { directionAfter, newPart, type Proposal, standingAfter } from "@/components/switches/form/review-state.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { placeOf, toStanding, useSwitchWords } from "@/components/switches/words.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { SetSecondary } from "./secondary-writes.tsx";

type MoveProps = { state: ModuleState; base: SwitchView; proposal: Proposal };
type Props = MoveProps & { onPolicy: (version: number) => void };

/** What a proposal changes: before → after, the traffic that moves, and who has to follow. */
export function MoveFacts({ state, base, proposal, onPolicy }: Props) {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  const after = standingAfter(base, proposal);
  const back = directionAfter(base, proposal) === "back";
  return (
    <dl className="facts small">
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
      {base.axis === "data" && (
        <>
          <dt>{t("review.secondary")}</dt>
          <dd>
            {t(`secondary.${base.secondaryWrites}`)}
            {base.secondaryWrites === "required" && (
              <>
                {" "}
                <SetSecondary view={base} wanted="best-effort" onStored={onPolicy} />
              </>
            )}
          </dd>
        </>
      )}
      <dt>{t("review.instances")}</dt>
      <dd>{base.propagation.of === 0 ? t("review.noInstances") : t("review.follow", { count: base.propagation.of })}</dd>
    </dl>
  );
}

/** Requests a second the new side answers now and afterwards, estimated from the traffic of the last minutes. */
function Traffic({ state, base, proposal }: MoveProps) {
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
