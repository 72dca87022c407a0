import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { z } from "zod";
import { Problem } from "../setup/problem.mjs";

/** The content of a JSON file; null when there is none. Throws a Problem when it is damaged. */
export function readState<T>(file: string, schema: z.ZodType<T>): T | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new Problem(`${file} is damaged. Restore it, or delete its folder to start over.`);
  return parsed.data;
}

/** Replaces the file whole, readable by this account only: a start killed meanwhile leaves the old one or the new one. */
export function writeState(file: string, state: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
