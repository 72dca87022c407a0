/** What most switches have in common, and most changes: brief lists leave it out. */
export const USUAL = {
  share: 0,
  next: null,
  secondaryWrites: "best-effort",
  pins: 0,
  held: false,
  version: 1,
  change: null,
} as const;
export const USUAL_CHANGE = { act: "change", direction: "forward" } as const;
/** Of where a change came from. */
export const USUAL_FROM = { share: 0, next: null } as const;

/** Without the properties that are as usual. */
export function unusual<T extends object, U extends { [name in keyof U]: name extends keyof T ? T[name] : never }>(
  all: T,
  usual: U,
): Omit<T, keyof U> & Partial<T> {
  const entries = Object.entries(all).filter(([name, value]) => !(name in usual) || value !== usual[name as keyof U]);
  return Object.fromEntries(entries) as Omit<T, keyof U> & Partial<T>;
}
