"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useCopy } from "@/components/console/use-copy.ts";
import { useKeys } from "@/components/console/use-keys.tsx";
import { changeLine } from "@/components/switches/form/command-line.ts";
import { Moved } from "@/components/switches/form/moved.tsx";
import { BLANK, canRebase, changeBody, judge, movesAuthority, previewBody } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { usePreview } from "@/components/switches/form/use-preview.ts";
import { WordFields } from "@/components/switches/form/word-fields.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { raiseTarget } from "@/components/switches/raise.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { ShareControl } from "@/components/ui/share-control.tsx";
import { presetAfter } from "@/components/ui/share-scale.ts";
import type { Axis, Position } from "@/lib/core/stages/positions.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import { createProposal, proposalKeys } from "@/lib/proposals/queries.ts";
import { changeSwitch } from "@/lib/switches/queries/acts.ts";
import { moduleSwitchesQuery } from "@/lib/switches/queries/module.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { ApplyColumn } from "./apply-column.tsx";
import { Conflict } from "./conflict.tsx";
import { CutOverChoice } from "./cut-over-choice.tsx";
import { Evidence } from "./evidence.tsx";
import { Later } from "./later.tsx";
import styles from "./review.module.css";
import { RequireBoth } from "./secondary-writes.tsx";
import { useReviewKeys } from "./use-review-keys.ts";

type Props = { state: ModuleState; axis: Axis; onClose: () => void };

/** The review of one axis, once it is known what stands against its moves. */
export function Review({ state, axis, onClose }: Props) {
  const t = useTranslations("switches.review");
  const { place } = useConsole();
  const query = useQuery(moduleSwitchesQuery(place, state.module.key));
  const asked = useQueryState(query, 4);
  const view = query.data?.find((one) => one.axis === axis);
  const target = view && raiseTarget(view);
  if (!view || !target) return <Panel title={t("title")} state={asked} />;
  return <OpenReview key={`${view.key} ${target}`} {...{ state, view, target, onClose }} />;
}

type OpenProps = { state: ModuleState; view: SwitchView; target: Position; onClose: () => void };

/**
 * Review of one axis before it moves: the proposal, what the last minutes say, and before → after with the
 * button that names the act. It keeps the version it was opened on; a change by somebody else disarms it.
 */
function OpenReview({ state, view, target, onClose }: OpenProps) {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  const { place } = useConsole();
  const client = useQueryClient();
  const { base, overtaken, follow, rebase } = useBase(view);
  const stored = base.next === target ? base.share : 0;
  const [share, setShare] = useState(() => presetAfter(stored));
  const [draft, setDraft] = useState(BLANK);
  const region = useRef<HTMLFieldSetElement>(null);
  const act = useAct(state.module.key, onClose);
  const proposal = { target, share };
  const { preview, fresh } = usePreview(base.key, previewBody(base, proposal, draft));
  const known = preview && judge(preview, draft, base.module);
  const label = t("review.shareAt", { stage: words.stage(target) });

  const [copied, copy] = useCopy();
  useReviewKeys(region, onClose);
  useKeys({ y: () => copy(changeLine(place, base.key, changeBody(base, proposal, draft))) });
  useEffect(() => {
    region.current?.querySelector<HTMLElement>("input[type=range]")?.focus();
  }, []);

  return (
    <fieldset ref={region}>
      <legend className="visually-hidden">{t("review.legend", { name: `${base.module} ${words.axis(base.axis)}` })}</legend>
      <div className={styles.review}>
        {overtaken && !act.isPending && !act.isSuccess && (
          <Conflict
            base={base}
            current={view}
            canRebase={canRebase(base, view)}
            onRebase={() => {
              rebase();
              act.reset();
            }}
            onDiscard={onClose}
          />
        )}
        <div>
          <h2>
            {label}
            <span className="mono">
              {base.key} v{base.version}
            </span>
          </h2>
          <ShareControl
            {...{ stored, label }}
            value={share}
            onChange={setShare}
            from={words.stage(base.position)}
            to={words.stage(target)}
          />
          {copied && (
            <p className={`${styles.facts} small dim`} role="status">
              {t("copied")} <code>{copied}</code>
            </p>
          )}
          <p className={`${styles.facts} small dim`}>{t(`effect.${base.axis}.${target as "live"}`)}</p>
          {movesAuthority(base, proposal) && <CutOverChoice draft={draft} onDraft={setDraft} />}
        </div>
        <Evidence state={state} />
        <ApplyColumn
          {...{ state, base, proposal }}
          onPolicy={follow}
          judgement={fresh ? known : null}
          onApply={() => act.mutate((key) => changeSwitch(place, base.key, changeBody(base, proposal, draft), key))}
          onPropose={() =>
            act.mutate(async (key) => {
              await createProposal(place, base.key, changeBody(base, proposal, draft), key);
              await client.invalidateQueries({ queryKey: proposalKeys.all(place.project) });
              return { changes: [], plans: [] };
            })
          }
          onCancel={onClose}
          sending={act.isPending}
          disarmed={overtaken}
          error={act.error instanceof ApiError && act.error.status === 409 ? null : act.error}
          gates={
            preview && (
              <>
                <Moved preview={preview} />
                <Gates
                  gates={preview.gates}
                  refusals={known?.refusals ?? []}
                  remedy={(gate) => <RequireBoth gate={gate} view={base} onStored={follow} />}
                />
              </>
            )
          }
          words={
            <>
              <WordFields draft={draft} onDraft={setDraft} judgement={known} word={base.module} />
              <Later {...{ base, proposal, draft }} onStored={onClose} />
            </>
          }
        />
      </div>
    </fieldset>
  );
}

/** The state under review, and whether somebody else has changed it since. Changes made here are followed. */
function useBase(view: SwitchView) {
  const [known, setKnown] = useState(view);
  const [own, setOwn] = useState<number | null>(null);
  const base = view.version === own ? view : known;
  return {
    base,
    overtaken: view.version !== base.version && view.version !== own,
    follow: (version: number) => {
      setOwn(version);
      setKnown(base);
    },
    rebase: () => setKnown(view),
  };
}
