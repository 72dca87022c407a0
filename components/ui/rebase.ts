/** Fields of a form as text. */
export type Draft = Record<string, string>;

export type Rebased<D extends Draft> = {
  values: D;
  /** Fields both sides changed to different values. */
  clashes: (keyof D & string)[];
  /** Fields only the other side changed; taken over. */
  taken: (keyof D & string)[];
};

/** Puts what I changed since `base` on top of what is stored now. Where both changed a field, mine stays for the moment. */
export function rebase<D extends Draft>(base: D, mine: D, theirs: D): Rebased<D> {
  const names = Object.keys(base) as (keyof D & string)[];
  const isMine = (name: keyof D) => mine[name] !== base[name];
  const isTheirs = (name: keyof D) => theirs[name] !== base[name];
  const values = { ...theirs };
  for (const name of names) if (isMine(name)) values[name] = mine[name];
  return {
    values,
    clashes: names.filter((name) => isMine(name) && isTheirs(name) && mine[name] !== theirs[name]),
    taken: names.filter((name) => isTheirs(name) && !isMine(name)),
  };
}

/** The fields of `mine` that differ from `base`. */
export function changedFields<D extends Draft>(base: D, mine: D): Partial<D> {
  return Object.fromEntries(Object.entries(mine).filter(([name, value]) => value !== base[name])) as Partial<D>;
}
