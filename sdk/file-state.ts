import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { StateStore } from "./state.ts";

/** Keeps the state in one file, which is always whole: written beside, flushed to disk, then renamed over. */
export function fileState(path: string): StateStore {
  return {
    load() {
      try {
        return readFileSync(path, "utf8");
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      }
    },
    async save(state) {
      await mkdir(dirname(path), { recursive: true });
      const beside = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
      try {
        const file = await open(beside, "w", 0o600);
        try {
          await file.writeFile(state);
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
