"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { BLANK, wordsOf } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { WordFields } from "@/components/switches/form/word-fields.tsx";
import { Failure } from "@/components/switches/refusals.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { placeOf, toStanding, useSwitchWords } from "@/components/switches/words.ts";
import { Segments } from "@/components/ui/segments.tsx";
import { PRESETS } from "@/components/ui/share-scale.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { lacking } from "@/lib/core/stages/friction.ts";
import { placeAt } from "@/lib/core/stages/state.ts";
import { changeTogether } from "@/lib/switches/queries/acts.ts";
import { levelOf, lockstepChanges, openAxes, partsOf, WHOLE } from "./selection.ts";

type Props = { states: readonly ModuleState[]; onClose: () => void };

/** Moves one axis of several modules forward in one go: all are stored, or none. */
export function BulkForwardSheet({ states, onClose }: Props) {
  const t = useTranslations("board.bulk");
  const tSwitches = useTranslations("switches");
  const tWords = useTranslations("words");
  const { place, environment } = useConsole();
  const words = useSwitchWords();
  const format = useFormat();
  const axes = openAxes(states);
  const [axis, setAxis] = useState(axes[0] ?? "route");
  const [share, setShare] = useState(WHOLE);
  const [draft, setDraft] = useState(BLANK);
  const act = useAct("*", onClose);
  const parts = partsOf(states, axis);
  const count = String(parts.length);
  const level = levelOf(parts, environment.protected);
  const lacks = lacking(level, draft, count, false).map(({ rule }) => rule as "reason" | "confirm");
  const body = { changes: lockstepChanges(parts, share), ...wordsOf(draft) };

  return (
    <Sheet title={t("title", { count: states.length })} tone="forward" onClose={onClose}>
      <p className="dim">{t("means")}</p>
      <div style={{ display: "flex", flexWrap: "wrap", gap: 8, margin: "10px 0" }}>
        <Segments
          label={t("axis")}
          options={axes.map((value) => ({ value, label: tWords(`Axis.${value}`) }))}
          value={axis}
          onChange={setAxis}
        />
        <Segments
          label={t("share")}
          options={PRESETS.filter((preset) => preset > 0).map((preset) => ({
            value: String(preset),
            label: format.share(preset),
          }))}
          value={String(share)}
          onChange={(value) => setShare(Number(value))}
        />
      </div>
      <ul className="told">
        {parts.map(({ view, target }) => {
          const after = placeAt(view.axis, toStanding(view), target, share, view.pins > 0);
          return (
            <li key={view.key} style={{ display: "block" }}>
              <b>{view.module}</b> {words.place(placeOf(view))} →{" "}
              <span className="c-new">{after && words.place(placeOf(after))}</span>
            </li>
          );
        })}
      </ul>
      <WordFields
        draft={draft}
        onDraft={setDraft}
        judgement={{ level, refusals: [], waivable: [], needsApproval: false, lacks }}
        word={count}
      />
      {act.error && <Failure error={act.error} />}
      <ConfirmButton
        tone="forward"
        disabled={parts.length === 0 || lacks.length > 0 || act.isPending}
        onConfirm={() => act.mutate((key) => changeTogether(place, body, key))}
      >
        {act.isPending
          ? tSwitches("sending")
          : t("confirm", { count: parts.length, axis: words.axis(axis), share: format.share(share) })}
      </ConfirmButton>
    </Sheet>
  );
}
