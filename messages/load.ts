import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locale } from "./locale.ts";

/** Every message of one language: a file `board.json` holds the messages under `board`. */
export type Messages = Record<string, Record<string, unknown>>;

const loaded = new Map<Locale, Promise<Messages>>();

/** Reads the language's files; once a process, except in development, where they change. */
export function loadMessages(locale: Locale): Promise<Messages> {
  const known = loaded.get(locale);
  if (known && process.env.NODE_ENV === "production") return known;
  const messages = readMessages(join(process.cwd(), "messages", locale));
  loaded.set(locale, messages);
  return messages;
}

async function readMessages(folder: string): Promise<Messages> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  const entries = await Promise.all(
    files.map(async (file) => [file.slice(0, -".json".length), JSON.parse(await readFile(join(folder, file), "utf8"))] as const),
  );
  return Object.fromEntries(entries);
}
