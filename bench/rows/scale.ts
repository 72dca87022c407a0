import { type Ground, prepareGround } from "../scale/ground.ts";
import { SCALE_ROWS } from "../scale/rows.ts";
import type { Scale } from "../scale/seed.ts";
import type { Row } from "./row.ts";

export type ScaleOptions = {
  sizes: Scale;
  /** The build to compare with: a commit or a folder. */
  base?: string | undefined;
  /** Names of its rows; none is all of them. */
  only?: string[] | undefined;
};

/** The large installation: this build, and by turns the one `base` names, each with a database of its own, filled once. */
export function scale({ sizes, base, only }: ScaleOptions): Row[] {
  const unknown = only?.find((name) => !SCALE_ROWS.some((row) => row.name === name));
  if (unknown) throw new Error(`--only ${unknown}: not among ${SCALE_ROWS.map(({ name }) => name).join(", ")}.`);
  let ground: Promise<Ground> | null = null;
  return SCALE_ROWS.filter(({ name }) => only?.includes(name) ?? true).map(({ name, about, run }) => ({
    name: nameOf(name),
    about,
    run: async (lab) => {
      ground ??= prepareGround(lab, sizes, base);
      return run(await ground);
    },
  }));
}

export const SCALE_NAMES: readonly string[] = SCALE_ROWS.map(({ name }) => nameOf(name));

function nameOf(name: string): string {
  return `scale/${name}`;
}
