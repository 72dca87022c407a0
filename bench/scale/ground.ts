import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Lab } from "../lab/lab.ts";
import { startProgram } from "../lab/processes.ts";
import { query } from "../lab/query.ts";
import type { ScaleTask } from "../programs/scale.ts";
import { fillAudit } from "./audit.ts";
import { baseFolder } from "./base.ts";
import type { Build } from "./build.ts";
import { copyCommon } from "./copy.ts";
import { removeFresh } from "./fresh.ts";
import { LARGE, type Scale, seedScale } from "./seed.ts";

/** What the rows of the large installation are measured on. */
export type Ground = { lab: Lab; sizes: Scale; now: Build; base: Build | null };

/** Both builds with their data: filled for this one, copied to the other. What a kept folder holds is filled already. */
export async function prepareGround(lab: Lab, sizes: Scale, base: string | undefined): Promise<Ground> {
  const now = await prepared(lab, "now", resolve("."));
  const say = (text: string) => lab.say(text);
  if (!(await holds(now.url, sizes))) await seedScale(now.url, sizes, say);
  else await fillAudit(now.url, LARGE, { ...sizes, events: sizes.audit }, say);
  if (base === undefined) return { lab, sizes, now, base: null };
  const other = await prepared(lab, "base", baseFolder(base));
  if (!(await holds(other.url, sizes))) await copyCommon(now.url, other.url, (text) => lab.say(`${base}: ${text}`));
  return { lab, sizes, now, base: other };
}

/** Installs, generates, builds and migrates whatever is not there yet. */
export async function prepared(lab: Lab, name: string, root: string): Promise<Build> {
  const program = resolve("bench/programs/prepare.mjs");
  const { stdout: console } = await promisify(execFile)(process.execPath, [program], { cwd: root, signal: lab.ending });
  const made = { name, root, console, url: await lab.emptyDatabase(`scale_${name}`) };
  await ask(lab, made, "migrate");
  // What a run that was broken off left in a folder that is kept.
  await removeFresh(made);
  return made;
}

/** Whether it was filled in an earlier run. Throws when that was with other sizes. */
async function holds(url: string, { modules }: Scale): Promise<boolean> {
  const [found] = await query<{ modules: number }>(
    url,
    "SELECT count(m.id)::int AS modules FROM projects p LEFT JOIN modules m ON m.project_id = p.id WHERE p.key = $1 GROUP BY p.id",
    [LARGE],
  );
  if (found && found.modules !== modules)
    throw new Error(`The folder holds ${found.modules} modules, not ${modules}; keep another.`);
  return found !== undefined;
}

export function ask<Answer>(lab: Lab, { root, url }: Build, task: ScaleTask["task"]): Promise<Answer> {
  const asked: ScaleTask = { root, databaseUrl: url, task, rounds: lab.quick ? 3 : 20 };
  return startProgram(lab, "bench/programs/scale.ts").ask<Answer>(asked);
}
