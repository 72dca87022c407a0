"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import styles from "./board.module.css";
import { BulkForwardSheet } from "./bulk-forward-sheet.tsx";
import { BulkRollbackSheet } from "./bulk-rollback-sheet.tsx";

type Props = { states: readonly ModuleState[]; onClear: () => void };

/** What can be done with the modules selected. */
export function SelectionBar({ states, onClear }: Props) {
  const t = useTranslations("board.bulk");
  const { allows } = useConsole();
  const [open, setOpen] = useState<"forward" | "back" | null>(null);
  const close = () => {
    setOpen(null);
    onClear();
  };
  const none = states.length === 0;
  return (
    <section className={styles.selection} aria-label={t("selected", { count: states.length })}>
      <span role="status">{t("selected", { count: states.length })}</span>
      {allows("switch.forward") && (
        <button type="button" className="btn" disabled={none} onClick={() => setOpen("forward")}>
          {t("forward")}
        </button>
      )}
      {allows("switch.back") && (
        <button type="button" className="btn back-line" disabled={none} onClick={() => setOpen("back")}>
          {t("rollback")}
        </button>
      )}
      <button type="button" className="btn quiet" onClick={onClear}>
        {t("clear")}
      </button>
      {open === "forward" && <BulkForwardSheet states={states} onClose={close} />}
      {open === "back" && <BulkRollbackSheet states={states} onClose={close} />}
    </section>
  );
}
