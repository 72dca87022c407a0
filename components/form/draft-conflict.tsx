"use client";

import { useTranslations } from "next-intl";
import styles from "@/components/ui/form.module.css";
import { Health } from "@/components/ui/mark.tsx";
import type { Draft } from "@/components/ui/rebase.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Conflict } from "./use-draft.ts";

type Props<D extends Draft> = {
  conflict: Conflict<D> | null;
  labelOf: (name: keyof D & string) => string;
  onTake: (name: keyof D & string, value: string) => void;
};

/** Who changed the same thing meanwhile, what was taken over, and both values where we disagree. */
export function DraftConflict<D extends Draft>({ conflict, labelOf, onTake }: Props<D>) {
  const t = useTranslations("problem.conflict");
  const format = useFormat();
  if (!conflict) return null;
  const { by, taken, clashes } = conflict;
  return (
    <div className={styles.notice} role="alert">
      <Health state="watch" long>
        {by ? t("by", { name: by }) : t("somebody")} {t("again")}
      </Health>
      {taken.length > 0 && <p className="small dim">{t("taken", { fields: format.list(taken.map(labelOf)) })}</p>}
      {clashes.map(({ name, theirs }) => (
        <p key={name} className="small">
          <b>{labelOf(name)}</b> {t("theirs", { value: theirs || t("empty") })}{" "}
          <button type="button" className="link" onClick={() => onTake(name, theirs)}>
            {t("take")}
          </button>
        </p>
      ))}
    </div>
  );
}
