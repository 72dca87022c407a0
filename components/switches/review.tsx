"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { ShareControl } from "@/components/ui/share-control.tsx";
import { presetAfter } from "@/components/ui/share-scale.ts";
import type { Position } from "@/lib/core/stages/positions.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import { changeSwitch } from "@/lib/switches/queries.ts";
import type { SwitchView } from "@/lib/switches/schema.ts";
import { ApplyColumn } from "./apply-column.tsx";
import { Conflict } from "./conflict.tsx";
import { Evidence } from "./evidence.tsx";
import styles from "./review.module.css";
import { bodyOf, canRebase } from "./review-state.ts";
import { useAct } from "./use-act.ts";
import type { ModuleState } from "./use-module-health.ts";
import { useSwitchWords } from "./words.ts";

type Props = {
  state: ModuleState;
  view: SwitchView;
  target: Position;
  onClose: () => void;
};

/**
 * Review of one axis before it moves: the proposal, what the last minutes say, and before → after with the
 * button that names the act. It keeps the version it was opened on; a change by somebody else disarms it.
 */
export function Review({ state, view, target, onClose }: Props) {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  const { place } = useConsole();
  const [base, setBase] = useState(view);
  const stored = base.next === target ? base.share : 0;
  const [share, setShare] = useState(() => presetAfter(stored));
  const [reason, setReason] = useState("");
  const region = useRef<HTMLFieldSetElement>(null);
  const act = useAct(state.module.key, onClose);
  const proposal = { target, share };
  const overtaken = view.version !== base.version && !act.isPending && !act.isSuccess;

  const apply = () => {
    const body = {
      ...bodyOf(base, proposal),
      expectedVersion: base.version,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    };
    act.mutate((key) => changeSwitch(place, base.key, body, key));
  };
  const rebase = () => {
    setBase(view);
    act.reset();
  };

  useEffect(() => {
    region.current?.querySelector<HTMLElement>("input[type=range]")?.focus();
  }, []);

  useEffect(() => {
    const node = region.current;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const applies = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat;
      if (applies) node?.querySelector("form")?.requestSubmit();
      else if (event.key === "Escape") onClose();
      else return;
      event.preventDefault();
    };
    node?.addEventListener("keydown", onKey);
    return () => node?.removeEventListener("keydown", onKey);
  }, [onClose]);

  return (
    <fieldset ref={region}>
      <legend className="sr">{t("review.legend", { name: `${base.module} ${words.axis(base.axis)}` })}</legend>
      <div className={styles.review}>
        {overtaken && (
          <Conflict base={base} current={view} canRebase={canRebase(base, view)} onRebase={rebase} onDiscard={onClose} />
        )}
        <div>
          <h2>
            {t("review.shareAt", { stage: words.stage(target) })}
            <span className="mono">
              {base.key} v{base.version}
            </span>
          </h2>
          <ShareControl
            stored={stored}
            value={share}
            onChange={setShare}
            from={words.stage(base.position)}
            to={words.stage(target)}
            label={t("review.shareAt", { stage: words.stage(target) })}
          />
          <p className={`${styles.facts} s dim`}>{t(`effect.${base.axis}.${target as "live"}`)}</p>
        </div>
        <Evidence state={state} />
        <ApplyColumn
          {...{ state, base, proposal, reason }}
          onReason={setReason}
          onApply={apply}
          onCancel={onClose}
          sending={act.isPending}
          disarmed={overtaken}
          error={act.error instanceof ApiError && act.error.status === 409 ? null : act.error}
        />
      </div>
    </fieldset>
  );
}
