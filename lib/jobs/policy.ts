import type { JobPatch, JobView } from "./schema.ts";

type Fault = { path: string; message: string };

/** What a runner says that cannot be, by field: then nothing of it counts. */
export function faultsOf(before: JobView, said: JobPatch): Fault[] {
  const { rows = before.rows, mended = before.mended, differences = before.differences } = said;
  return [
    ...(rows < before.rows ? [{ path: "rows", message: `${before.rows} were reported before` }] : []),
    ...(mended < before.mended ? [{ path: "mended", message: `${before.mended} were reported before` }] : []),
    ...(differences > rows ? [{ path: "differences", message: `only ${rows} keys were compared` }] : []),
    ...(said.state === "done" ? atTheEnd(before, { ...said, rows }) : []),
  ];
}

/** Each key is in one store or in both, so there are as many as the fuller one holds, and at most all of both. */
function atTheEnd(before: JobView, { rows, revision, compared, ranges = [] }: JobPatch & { rows: number }): Fault[] {
  const faults: Fault[] = [];
  if (revision !== before.revision) faults.push({ path: "revision", message: `it began at ${before.revision}` });
  if (compared) {
    const held = compared.old + compared.new;
    const least = Math.max(compared.old, compared.new);
    if (rows > held) faults.push({ path: "rows", message: `both stores together held ${held}` });
    if (rows < least) faults.push({ path: "rows", message: `one store held ${least}, so as many were to be compared` });
  }
  if (!isWhole(ranges)) {
    faults.push({ path: "ranges", message: "expected all keys: from null, each from where the one before ended, to null" });
  }
  return faults;
}

function isWhole(ranges: NonNullable<JobPatch["ranges"]>): boolean {
  return (
    ranges.every(({ from }, index) => (index === 0 ? from === null : from !== null && from === ranges[index - 1]?.to)) &&
    ranges.at(-1)?.to === null
  );
}
