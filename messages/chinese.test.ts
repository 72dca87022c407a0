import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readMessages } from "./load.ts";
import { flatten, textsOf } from "./texts.ts";

/** What docs/words.md says of the Chinese console. */
const words = readFileSync("docs/words.md", "utf8");
const stays = new Set(
  [...(/\*\*Stays:\*\*.*/.exec(words)?.[0] ?? "").matchAll(/`([^`]+)`/g)].flatMap(([, word = ""]) => word.split(" ")),
);
const translated = [...words.matchAll(/^\| [^|]+ \| ([\u3400-\u9fff, ]+) \|/gm)]
  .flatMap(([, word = ""]) => word.split(", "))
  .filter((word) => word !== "中文");

const texts = flatten(await readMessages("zh")).flatMap(([key, message]) => textsOf(message).map((text) => ({ key, text })));

const WIDE = "[\\u3000-\\u303f\\u3400-\\u9fff\\uff00-\\uffef“”…]";
const HAN = "[\\u3400-\\u9fff]";
const FAULTS = {
  "half-width punctuation": new RegExp(`${WIDE} ?[,;:!?()]|[,;:!?()] ?${WIDE}|${WIDE}\\.(?!\\d)|\\u0001[,;:] ?\\u0001`),
  "a space beside full-width punctuation": / [，。；：、！？（）“”]|[，。；：、！？（）“] /,
  "straight quotes or three dots": /["']|\.\.\./,
  "no space between Chinese and Latin": new RegExp(`${HAN}[A-Za-z0-9]|[A-Za-z0-9]${HAN}`),
  "another word for what has one": /您|账户|提案|度量|数据面/,
};

/** Text between two values in the source of a page, where each language has its own. */
const GLUE = /\S\}[,;:.] ?\{["\w]|^\s*[,;:.] ?\{[a-z"]|&& [`"][,;:.]/;
const sources = ["app", "components"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`))
  .filter((file) => /\.tsx$/.test(file) && !/\.test\.tsx$/.test(file));

describe("the Chinese console", () => {
  it("has something to say", () => {
    expect([texts.length > 1000, stays.size > 5, translated.length > 20, sources.length > 100]).toEqual([true, true, true, true]);
  });

  it.each(Object.entries(FAULTS))("has nowhere %s", (_, fault) => {
    expect(texts.filter(({ text }) => fault.test(text))).toEqual([]);
  });

  it("keeps in Latin letters what the page on words lists, and names, identifiers and addresses", () => {
    const name = /[A-Z\d./:Δ]/;
    const latin = texts.flatMap(({ key, text }) => [...text.matchAll(/[A-Za-zΔ][\w.:/-]*/g)].map(([word]) => ({ key, word })));
    expect(latin.filter(({ word }) => !name.test(word) && !stays.has(word))).toEqual([]);
  });

  it("says the words of that page", () => {
    expect(translated.filter((word) => !texts.some(({ text }) => text.includes(word)))).toEqual([]);
  });

  it("is never glued together by the punctuation of another language", () => {
    const glued = sources.flatMap((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => GLUE.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(glued).toEqual([]);
  });
});
