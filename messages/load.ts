import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import compile from "icu-minify/compile";
import type { Locale } from "./locale.ts";

/** Every message of one language: a file `board.json` holds the messages under `board`. */
export interface Messages {
  [key: string]: string | Messages;
}

const loaded = new Map<Locale, Promise<Messages>>();

/**
 * The language's messages, parsed: browsers then need only the formatter, a tenth of the parser's weight
 * (next.config.ts puts it in place). Read once a process, except in development, where they change.
 */
export function loadMessages(locale: Locale): Promise<Messages> {
  const known = loaded.get(locale);
  if (known && process.env.NODE_ENV === "production") return known;
  // Through JSON, because what the parser makes lacks a prototype and could not be sent to the browser.
  const messages = readMessages(locale).then((written): Messages => JSON.parse(JSON.stringify(compiled(written))));
  loaded.set(locale, messages);
  return messages;
}

/** The messages as they are written. */
export async function readMessages(locale: Locale): Promise<Messages> {
  const folder = join(process.cwd(), "messages", locale);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  const entries = await Promise.all(
    files.map(async (file) => [file.slice(0, -".json".length), JSON.parse(await readFile(join(folder, file), "utf8"))] as const),
  );
  return Object.fromEntries(entries);
}

/** next-intl's types know messages as strings only; the formatter takes the parsed form as well. */
function compiled(messages: Messages): Messages {
  const entries = Object.entries(messages).map(([key, value]) => [
    key,
    typeof value === "string" ? compile(value) : compiled(value),
  ]);
  return Object.fromEntries(entries);
}
