"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { Health } from "@/components/ui/mark.tsx";

type Props = {
  /** What it will do, with its effects. */
  warning: string;
  /** What must be typed to arm the button. */
  word: string;
  verb: string;
  pending: boolean;
  onConfirm: () => void;
};

/** For what cannot be undone: the name of the thing typed, then the button. */
export function TypedConfirm({ warning, word, verb, pending, onConfirm }: Props) {
  const t = useTranslations("problem.typed");
  const [typed, setTyped] = useState("");
  const matches = typed.trim() === word;
  return (
    <div className={form.danger}>
      <Health state="watch" long>
        {warning}
      </Health>
      <Field label={t("label", { word })}>
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.preventDefault();
            }}
          />
        )}
      </Field>
      <div className={form.acts}>
        <button type="button" className="btn" disabled={!matches || pending} onClick={onConfirm}>
          {verb}
        </button>
      </div>
    </div>
  );
}
