import { type Figure, figure } from "../figure.ts";
import { type Contender, compare } from "../lab/compare.ts";
import type { Lab } from "../lab/lab.ts";
import { startDataplane } from "../lab/processes.ts";
import { seed } from "../lab/seed.ts";

export const FLAGS = 10;

/** Callers in turn, as OFREP wants them. */
export const CONTEXTS = Array.from({ length: 200 }, (_, n) =>
  JSON.stringify({ context: { targetingKey: `user-${n}`, plan: "free" } }),
);

/** What another server answers in a second of processor time, beside ours asked for as much over OFREP. */
export async function besideOurs(
  lab: Lab,
  bench: string,
  path: string,
  theirs: Contender,
  bare: Contender | null,
): Promise<Figure> {
  const { url, token } = await seed(await lab.database(), FLAGS);
  const served = await startDataplane(lab, url, token);
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const ours: Contender = { name: "ours", served, path, headers, bodies: CONTEXTS, status: 200 };
  const [own, other, plain] = await compare(lab, [ours, theirs, ...(bare ? [bare] : [])], 1.5);
  if (!own || !other) throw new Error("a contender is missing");
  return figure({
    bench,
    value: other.perCpuSecond,
    unit: "requests per CPU second",
    baseline: own.perCpuSecond,
    goal: "ours is faster",
    holds: (_, ratio) => ratio < 1,
    note: plain && `${(other.perCpuSecond / plain.perCpuSecond).toFixed(3)} of a bare handler with its bytes on its Node`,
  });
}
