"use client";

import { useTranslations } from "next-intl";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Health } from "@/components/ui/mark.tsx";
import { Time } from "@/components/ui/time.tsx";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import styles from "./review.module.css";

type Props = { base: SwitchView; current: SwitchView; canRebase: boolean; onRebase: () => void; onDiscard: () => void };

/** Somebody changed what is under review: their change, and what may become of mine. Nothing is lost unasked. */
export function Conflict({ base, current, canRebase, onRebase, onDiscard }: Props) {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  const change = current.lastChange;
  return (
    <div className={styles.conflict} role="alert">
      <Health state="watch" long>
        {t("conflict.title", { who: change?.actor.name ?? "", version: current.version, base: base.version })}
      </Health>
      {change && (
        <p className="dim">
          {t.rich("conflict.what", { change: words.change(change), when: () => <Time at={change.at} side="left" /> })}
          {change.reason && t("because", { reason: change.reason })}
        </p>
      )}
      <p className={styles.conflictActs}>
        {canRebase && (
          <button type="button" className="btn" onClick={onRebase}>
            {t("conflict.rebase", { version: current.version })}
          </button>
        )}
        <button type="button" className="btn quiet" onClick={onDiscard}>
          {t("conflict.discard")}
        </button>
      </p>
    </div>
  );
}
