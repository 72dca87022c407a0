import { useEffect, useRef } from "react";
import { useLeaveWarning } from "@/components/console/unsaved.ts";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import styles from "@/components/ui/form.module.css";
import type { Draft } from "@/components/ui/rebase.ts";
import { DraftConflict } from "./draft-conflict.tsx";
import { type FieldRow, Fields, fieldsIn } from "./fields.tsx";
import type { Conflict } from "./use-draft.ts";

/** A form's state, whether it makes something or changes it. */
export type FormState<D extends Draft> = {
  values: D;
  set: (name: keyof D & string, value: string) => void;
  /** Something was typed that is not stored. */
  isChanged: boolean;
  isSaving: boolean;
  /** Why the last write was not done. */
  problem: Error | null;
  conflict: Conflict<D> | null;
  submit: () => void;
};

type Props<D extends Draft> = {
  state: FormState<D>;
  rows: readonly FieldRow<keyof D & string>[];
  /** What the button says. */
  submit: string;
  /** False where it cannot be stored as it stands, for a reason that no field says. */
  ready?: boolean;
  /** Beside other things on a page, the button is as small as theirs. */
  inPage?: boolean;
};

/** Fields, what is wrong with them, and the button. What was typed stays until it is stored. */
export function Form<D extends Draft>({ state, rows, submit, ready = true, inPage = false }: Props<D>) {
  const { values, set, problem, conflict, isSaving } = state;
  const form = useRef<HTMLFormElement>(null);
  useLeaveWarning(state.isChanged);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);
  const button = (
    <button type="submit" className={inPage ? "btn primary" : "btn primary big"} disabled={!ready || isSaving}>
      {submit}
    </button>
  );
  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSaving) state.submit();
      }}
    >
      <Fields rows={rows} values={values} set={set} error={problem} />
      <DraftConflict
        conflict={conflict}
        labelOf={(name) => fieldsIn(rows).find((field) => field.name === name)?.label ?? name}
        onTake={set}
      />
      <WriteProblem error={problem} />
      {inPage ? <div className={styles.acts}>{button}</div> : button}
    </form>
  );
}
