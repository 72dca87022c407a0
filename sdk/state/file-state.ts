import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { StateStore } from "../kernel/state.ts";
import { foreignIn, markOf } from "./file-mark.ts";

/**
 * Keeps the state in one file, which is always whole: written beside, flushed to disk, then renamed over. What is
 * read says whether it is still in the file it was written to: a copy is as old as it may be, and its run another's.
 */
export function fileState(path: string): StateStore {
  return {
    load() {
      const found = contentOf(path);
      if (found === null) return null;
      const read: unknown = JSON.parse(found.text);
      if (typeof read !== "object" || read === null) return found.text;
      const { file, ...state } = read as Record<string, unknown>;
      return JSON.stringify({ ...state, foreign: foreignIn(file, found.stats) });
    },
    async save(state) {
      await mkdir(dirname(path), { recursive: true });
      const beside = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
      try {
        const file = await open(beside, "w", 0o600);
        try {
          const mark = markOf(await file.stat({ bigint: true }));
          await file.writeFile(state.replace(/^\{(?=\s*")/, `{"file":${JSON.stringify(mark)},`));
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(beside, path);
      } catch (error) {
        await rm(beside, { force: true });
        throw error;
      }
    },
  };
}

/** What is in the file, and which one it is, of one and the same; null when there is none. */
function contentOf(path: string) {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  try {
    return { text: readFileSync(file, "utf8"), stats: fstatSync(file, { bigint: true }) };
  } finally {
    closeSync(file);
  }
}
