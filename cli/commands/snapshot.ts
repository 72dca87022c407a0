import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { parseSnapshot } from "../../lib/core/evaluation/snapshot.ts";
import { usage } from "../failure.ts";
import type { Answer } from "../output.ts";
import type { Session } from "../session.ts";

/** Fetches everything local evaluation needs, checks it, and writes it whole to a file or to stdout. */
export async function pullSnapshot(session: Session, { output }: { output?: string }): Promise<Answer> {
  const snapshot = await session.dataplane.get<unknown>("/snapshot");
  const { project, environment, revision, switches } = parseSnapshot(snapshot);
  if (output === undefined) return { document: snapshot, tell: (out) => out.document(snapshot) };
  await writeWhole(output, `${JSON.stringify(snapshot)}\n`);
  const count = Object.keys(switches).length;
  return {
    document: { file: output, project, environment, revision, switches: count },
    tell: (out) => out.print(`${output}: ${count} switches of ${project} · ${environment} at revision ${revision}.`, "good"),
  };
}

/** Written beside, flushed and renamed over, so that a reader finds the old file or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    const file = await open(beside, "wx", 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    const why = error instanceof Error && "code" in error ? error.code : error;
    throw usage(`${path} cannot be written (${why}).`, "Check the folder and the room on the disk.");
  }
}
