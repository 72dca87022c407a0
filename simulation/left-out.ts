import type { Machine } from "./run.ts";

/** What keeps writes besides the rules of moves: rows that decisions rest on are locked, and a copied file is known. */
const LOCKS = "row locks";
const MARKS = "file marks";

/** Leaves something out of what is simulated: one of these, or a rule of moves. Answers what puts it back. */
export async function leaveOut(what: string, { postgres }: Machine): Promise<() => void> {
  const [{ DISABLED }, { disks }] = await Promise.all([import("../lib/core/stages/disabled.ts"), import("./machine/disk.ts")]);
  const set = (isOut: boolean) => {
    if (what === LOCKS) postgres.locksRows = !isOut;
    else if (what === MARKS) disks.believed = isOut;
    else if (isOut) (DISABLED as string[]).push(what);
    else (DISABLED as string[]).pop();
  };
  set(true);
  return () => set(false);
}
