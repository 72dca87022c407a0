"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useSheet } from "@/components/console/use-sheet.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import styles from "./board.module.css";
import { BulkForwardSheet } from "./bulk-forward-sheet.tsx";
import { BulkRollbackSheet } from "./bulk-rollback-sheet.tsx";

type Props = { states: readonly ModuleState[]; onClear: () => void };

/** What can be done with the modules selected. */
export function SelectionBar({ states, onClear }: Props) {
  const t = useTranslations("board.bulk");
  const { allows } = useConsole();
  const { sheet, show, close } = useSheet(["move-selected", "roll-back-selected"]);
  const end = () => void close().then(onClear);
  const open = (kind: "move-selected" | "roll-back-selected") => () =>
    show(kind, states.map(({ module }) => module.key).join("."));
  const none = states.length === 0;
  return (
    <section className={styles.selection} aria-label={t("selected", { count: states.length })}>
      <span role="status">{t("selected", { count: states.length })}</span>
      {allows("switch.forward") && (
        <button type="button" className="btn" disabled={none} onClick={open("move-selected")}>
          {t("forward")}
        </button>
      )}
      {allows("switch.back") && (
        <button type="button" className="btn back-line" disabled={none} onClick={open("roll-back-selected")}>
          {t("rollback")}
        </button>
      )}
      <button type="button" className="btn quiet" onClick={onClear}>
        {t("clear")}
      </button>
      {allows("switch.forward") && sheet?.kind === "move-selected" && <BulkForwardSheet states={states} onClose={end} />}
      {allows("switch.back") && sheet?.kind === "roll-back-selected" && <BulkRollbackSheet states={states} onClose={end} />}
    </section>
  );
}
