"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { useLeaveWarning } from "@/components/console/unsaved.ts";

type Props = {
  /** Asks for another sentence than the reason of the act. */
  label?: string;
  value: string;
  onChange: (value: string) => void;
  /** What is asked of it, when something is. */
  hint?: string | undefined;
};

/** Why, in the writer's words; it stands in the audit log for ever. */
export function ReasonField({ label, value, onChange, hint }: Props) {
  const t = useTranslations("switches");
  const id = useId();
  useLeaveWarning(value !== "");
  return (
    <div style={{ marginBottom: 8 }}>
      <label className="label" htmlFor={id}>
        {label ?? t("reason")}
      </label>
      <textarea
        id={id}
        className="input"
        rows={2}
        maxLength={2000}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && (
        <p className="small mute" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
