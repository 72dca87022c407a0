export type Segment<T extends string> = { value: T; label: string };

type Props<T extends string> = {
  label: string;
  options: readonly Segment<T>[];
  value: T | null;
  onChange: (value: T) => void;
};

/** A few choices side by side; the pressed one is filled. */
export function Segments<T extends string>({ label, options, value, onChange }: Props<T>) {
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
