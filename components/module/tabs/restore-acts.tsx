"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useSheet } from "@/components/console/use-sheet.ts";
import { RestoreSheet } from "@/components/switches/acts/restore-sheet.tsx";
import { directionTo } from "@/components/switches/form/review-state.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import styles from "./list-tab.module.css";

type Props = { view: SwitchView | undefined; states: readonly ChangeView[] };

/** Brings one of the two compared states back, through its review; absent for states that are the present one. */
export function RestoreActs({ view, states }: Props) {
  const t = useTranslations("module.history");
  const { allows } = useConsole();
  const { sheet, show, close } = useSheet(["restore"]);
  if (!view) return null;
  const open = states.filter((change) => {
    if (change.version === view.version) return false;
    return allows(directionTo(view, change) === "back" ? "switch.back" : "switch.forward");
  });
  const nameOf = ({ version }: ChangeView) => `${view.key}.${version}`;
  const picked = open.find((change) => nameOf(change) === sheet?.of);
  return (
    <div className={styles.bar}>
      {open.map((change) => (
        <button key={change.version} type="button" className="btn" onClick={() => show("restore", nameOf(change))}>
          {t("restore", { version: change.version })}
        </button>
      ))}
      {picked && <RestoreSheet key={sheet?.of} view={view} change={picked} onClose={close} />}
    </div>
  );
}
