"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";

/** Why, in the writer's words; it stands in the audit log for ever. */
export function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("switches");
  const id = useId();
  return (
    <div style={{ marginBottom: 8 }}>
      <label className="lbl" htmlFor={id}>
        {t("reason")}
      </label>
      <textarea
        id={id}
        className="in"
        rows={2}
        maxLength={2000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
