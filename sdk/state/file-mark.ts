import { type BigIntStats, readFileSync } from "node:fs";

/** What a saved state says of the file it is in and of the process that wrote it; a copy says it of another. */
export type FileMark = { device: string; inode: string; born: string; pid: number; started: string | null };

/** Of a file that has no more than its beginning; it keeps all this when it is renamed. */
export function markOf({ dev, ino, birthtimeNs }: BigIntStats): FileMark {
  // Windows gives a file that takes another's name that one's birth.
  const born = process.platform === "win32" ? 0n : birthtimeNs;
  return { device: `${dev}`, inode: `${ino}`, born: `${born}`, pid: process.pid, started: startOf(process.pid) };
}

/** Why a state with this mark, found in this file, is not the reader's own; null when it is. */
export function foreignIn(mark: unknown, found: BigIntStats): string | null {
  const said = (typeof mark === "object" && mark !== null ? mark : {}) as Partial<FileMark>;
  if (!isThere(said, markOf(found))) return "it was copied, restored, or written by an older version.";
  if (typeof said.pid !== "number" || !isRunning(said.pid, said.started ?? null)) return null;
  return `process ${said.pid}, which wrote it, is still running.`;
}

/** Numbers of files are used again, and those of devices given anew; when a file was born stays. */
function isThere(said: Partial<FileMark>, there: FileMark): boolean {
  const same = said.inode === there.inode && said.born === there.born;
  return same && (there.born !== "0" || said.device === there.device);
}

/** In a container everybody is process 1, so a process does not mistake itself for the one before it. */
function isRunning(pid: number, started: string | null): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
  }
  return started === null || startOf(pid) === started;
}

/** Tells a process from a later one with its number; null where the system does not say. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name, which may hold anything, the 20th field: ticks from boot to start.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
