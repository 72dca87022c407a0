"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import form from "@/components/ui/form.module.css";
import { Health } from "@/components/ui/mark.tsx";
import styles from "./settings.module.css";

type Props = { text: string; label: string; note: string; onClose: () => void };

/** A secret that is shown here and never again. */
export function ShownOnce({ text, label, note, onClose }: Props) {
  const t = useTranslations("settings");
  return (
    <div className={form.form}>
      <Health state="watch" long>
        {note}
      </Health>
      <label className={styles.secret}>
        <span className="label">{label}</span>
        <textarea
          className="input mono"
          readOnly
          rows={3}
          value={text}
          spellCheck={false}
          onFocus={(event) => event.target.select()}
        />
      </label>
      <div className={form.acts}>
        <CopyButton text={text} label={t("copy")} done={t("copied")} />
        <button type="button" className="btn primary" onClick={onClose}>
          {t("kept")}
        </button>
      </div>
    </div>
  );
}
