/** The keys of an act, printed beside it: `<Keys of={["Ctrl", "Enter"]} />`. No key twice. */
export function Keys({ of }: { of: readonly string[] }) {
  return of.map((key) => <kbd key={key}>{key}</kbd>);
}
