"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import styles from "@/components/ui/form.module.css";
import { Health } from "@/components/ui/mark.tsx";
import type { Draft } from "@/components/ui/rebase.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import type { FieldRow } from "./fields.tsx";
import { Form, type FormState } from "./form.tsx";

type Props<D extends Draft> = {
  title: string;
  state: FormState<D>;
  rows: readonly FieldRow<keyof D & string>[];
  submit: string;
  ready?: boolean;
  onClose: () => void;
  /** What stands above the fields. */
  lead?: React.ReactNode;
  /** What else can be done with the thing, below. */
  children?: React.ReactNode;
};

/** A form in a sheet. Closing it asks first when something was typed that is not stored. */
export function FormSheet<D extends Draft>({ title, onClose, lead, children, ...form }: Props<D>) {
  const [leaving, setLeaving] = useState(false);
  const asks = leaving && form.state.isChanged;
  return (
    <Sheet title={title} onClose={() => (form.state.isChanged ? setLeaving(true) : onClose())}>
      {asks && <Unsaved onStay={() => setLeaving(false)} onLeave={onClose} />}
      {lead}
      <Form {...form} />
      {children}
    </Sheet>
  );
}

export function Unsaved({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const t = useTranslations("ui.unsaved");
  return (
    <div className={styles.notice} role="alert">
      <Health state="watch" long>
        {t("says")}
      </Health>
      <div className={styles.acts}>
        {/* biome-ignore lint/a11y/noAutofocus: it answers a key that was just pressed */}
        <button type="button" className="btn" autoFocus onClick={onStay}>
          {t("stay")}
        </button>
        <button type="button" className="btn quiet" onClick={onLeave}>
          {t("leave")}
        </button>
      </div>
    </div>
  );
}
