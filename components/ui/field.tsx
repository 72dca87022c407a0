import { useId } from "react";
import { Mark } from "./mark.tsx";

/** What a control needs so that its label, hint and error belong to it. */
export type FieldControl = { id: string; "aria-invalid": boolean | undefined; "aria-describedby": string | undefined };

type Props = {
  label: string;
  hint?: React.ReactNode;
  error?: string | null | undefined;
  children: (control: FieldControl) => React.ReactNode;
};

/** A label above its control, a hint and an error below. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": described || undefined })}
      {hint && (
        <p className="small mute" style={{ marginTop: 4 }} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          <Mark state="bad" />
          {error}
        </p>
      )}
    </div>
  );
}
