import { readdirSync, readFileSync } from "node:fs";
import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { readMessages } from "./load.ts";
import { LOCALES } from "./locale.ts";
import { flatten } from "./texts.ts";
import { usesOf } from "./uses.ts";

const catalogues = await Promise.all(
  LOCALES.map(async (locale) => [locale, new Map(flatten(await readMessages(locale)))] as const),
);
const english = catalogues[0]?.[1] ?? new Map<string, string>();

const sources = ["app", "components"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`))
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
const uses = sources.flatMap((file) => usesOf(readFileSync(file, "utf8")).map((use) => ({ file, ...use })));

/** `switches.effect.*.*` as a pattern; a star stands for one step of the path. */
function covers(pattern: string, key: string): boolean {
  const steps = pattern.split(".");
  const path = key.split(".");
  return steps.length === path.length && steps.every((step, index) => step.includes("*") || step === path[index]);
}

/** Arguments and tags, but not the branches of a plural: `one {it}`. */
const ARGUMENT = /(?<!(?:zero|one|two|few|many|other|=\d+)\s*)\{\s*([a-zA-Z]\w*)\s*[,}]|<([a-zA-Z]\w*)>/g;

describe("messages", () => {
  it("are there to be tested", () => {
    expect(english.size).toBeGreaterThan(100);
    expect(uses.length).toBeGreaterThan(100);
  });

  it.each(catalogues)("in %s have the keys English has", (_, messages) => {
    expect([...messages.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each(catalogues)("in %s name the arguments English names", (_, messages) => {
    const argumentsOf = (text: string) => [...new Set([...text.matchAll(ARGUMENT)].map((match) => match[1] ?? match[2]))].sort();
    const differing = [...messages].filter(([key, text]) => {
      const own = argumentsOf(text);
      return argumentsOf(english.get(key) ?? "").join() !== own.join();
    });
    expect(differing).toEqual([]);
  });

  it.each(catalogues)("in %s are well-formed", async (locale) => {
    const faults: string[] = [];
    const t = createTranslator({ locale, messages: await readMessages(locale), onError: (error) => faults.push(error.message) });
    for (const key of english.keys()) {
      // Every argument as a number and every tag as itself: enough to parse the message.
      const names = [...(english.get(key) ?? "").matchAll(ARGUMENT)];
      const values = Object.fromEntries(names.map(([, name, tag]) => (tag ? [tag, (chunks: unknown) => chunks] : [name, 1])));
      t.rich(key as never, values as never);
    }
    expect(faults).toEqual([]);
  });

  it("that the code asks for exist", () => {
    const missing = uses.filter(({ key }) => ![...english.keys()].some((known) => covers(key, known)));
    expect(missing).toEqual([]);
  });

  it("that exist are asked for", () => {
    const patterns = [...new Set(uses.map(({ key }) => key))];
    expect([...english.keys()].filter((key) => !patterns.some((pattern) => covers(pattern, key)))).toEqual([]);
  });
});
