import { useId } from "react";
import { fieldError } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import styles from "@/components/ui/form.module.css";

type Choice = { value: string; label: string };

/** One field of a form: what it is called, and how it is asked for. All hold text; a check holds `YES` or `NO`. */
export type FieldSpec<Name extends string> = { name: Name; label: string; hint?: string; disabled?: boolean } & {
  /** What is wrong with it before anything is sent. */
  error?: string | undefined;
  /** Of a text: what it comes to. */
  below?: React.ReactNode;
} & (
    | { kind: "text"; attributes?: React.InputHTMLAttributes<HTMLInputElement>; suggestions?: readonly string[] }
    | { kind: "lines"; rows: number; attributes?: React.TextareaHTMLAttributes<HTMLTextAreaElement> }
    | { kind: "choice"; choices: readonly Choice[] }
    | { kind: "radios"; choices: readonly (Choice & { means: string })[] }
    | { kind: "check"; means: string }
  );

/** A field in a line of its own, some side by side, or some under a heading. */
export type FieldRow<Name extends string> =
  | FieldSpec<Name>
  | { pair: readonly FieldSpec<Name>[] }
  | { group: string; tight?: boolean; fields: readonly FieldSpec<Name>[] };

export const YES = "yes";
export const NO = "no";

export function fieldsIn<Name extends string>(rows: readonly FieldRow<Name>[]): FieldSpec<Name>[] {
  return rows.flatMap((row) => ("pair" in row ? row.pair : "group" in row ? row.fields : row));
}

type Props<Name extends string> = {
  values: Record<Name, string>;
  set: (name: Name, value: string) => void;
  /** Of the write; what it says against a field stands there. */
  error: Error | null;
};

export function Fields<Name extends string>({ rows, ...form }: Props<Name> & { rows: readonly FieldRow<Name>[] }) {
  const one = (spec: FieldSpec<Name>) => <OneField key={spec.name} spec={spec} {...form} />;
  return rows.map((row) => {
    if ("pair" in row)
      return (
        <div key={row.pair[0]?.name} className={styles.pair}>
          {row.pair.map(one)}
        </div>
      );
    if ("group" in row)
      return (
        <fieldset key={row.group} className={row.tight ? undefined : styles.group}>
          <legend className={row.tight ? "label" : undefined}>{row.group}</legend>
          {row.fields.map(one)}
        </fieldset>
      );
    return one(row);
  });
}

function OneField<Name extends string>({ spec, values, set, error }: Props<Name> & { spec: FieldSpec<Name> }) {
  if (spec.kind === "check")
    return (
      <label className="check">
        <input
          type="checkbox"
          disabled={spec.disabled}
          checked={values[spec.name] === YES}
          onChange={(event) => set(spec.name, event.target.checked ? YES : NO)}
        />
        <span>
          {spec.label} <span className="dim">{spec.means}</span>
        </span>
      </label>
    );
  if (spec.kind === "radios") return <Radios {...spec} value={values[spec.name]} onChange={(value) => set(spec.name, value)} />;
  const field = (
    <Field label={spec.label} hint={spec.hint} error={spec.error ?? fieldError(error, spec.name)}>
      {(control) => {
        const held = {
          ...control,
          className: "input",
          disabled: spec.disabled,
          value: values[spec.name],
          onChange: (event: { target: { value: string } }) => set(spec.name, event.target.value),
        };
        if (spec.kind === "text" && spec.suggestions) return <Suggesting spec={spec} held={held} />;
        if (spec.kind === "text") return <input autoComplete="off" {...spec.attributes} {...held} />;
        if (spec.kind === "lines") return <textarea rows={spec.rows} {...spec.attributes} {...held} />;
        return (
          <select {...held}>
            {spec.choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        );
      }}
    </Field>
  );
  if (!spec.below) return field;
  return (
    <div>
      {field}
      {spec.below}
    </div>
  );
}

type Suggested = { suggestions?: readonly string[]; attributes?: React.InputHTMLAttributes<HTMLInputElement> };

/** A text that is most often one of these. */
function Suggesting({ spec, held }: { spec: Suggested; held: React.InputHTMLAttributes<HTMLInputElement> & { id: string } }) {
  const list = `${held.id}-list`;
  return (
    <>
      <input autoComplete="off" list={list} {...spec.attributes} {...held} />
      <datalist id={list}>
        {spec.suggestions?.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </>
  );
}

type RadiosProps = {
  label: string;
  disabled?: boolean;
  choices: readonly (Choice & { means: string })[];
  value: string;
  onChange: (value: string) => void;
};

/** A choice whose alternatives are each explained. */
function Radios({ label, disabled, choices, value, onChange }: RadiosProps) {
  const name = useId();
  return (
    <fieldset className={styles.radios} disabled={disabled}>
      <legend className="label">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input type="radio" name={name} checked={choice.value === value} onChange={() => onChange(choice.value)} />
          <span>
            {choice.label}
            <span className="small mute">{choice.means}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
