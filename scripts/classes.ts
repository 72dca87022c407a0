import { dirname, join, normalize } from "node:path";
import { definedIn, usesOf } from "./class-words.ts";

/** Short, and yet what the thing is called. */
const WORDS_OF_TWO = new Set(["ok"]);

/** A sentence for every class that stylesheets or components name alone, given the text of each file by its path. */
export function problemsOf(files: ReadonlyMap<string, string>): string[] {
  const sheets = [...files].filter(([path]) => path.endsWith(".css")).map(([path, text]) => ({ path, ...definedIn(text) }));
  const components = [...files]
    .filter(([path]) => /(?<!\.test)\.tsx?$/.test(path))
    .map(([path, text]) => ({ path, ...usesOf(text) }));
  const everywhere = sheets.filter(({ path }) => !isModule(path));
  const defined = new Map(sheets.filter(({ path }) => isModule(path)).map(({ path, own }) => [path, own]));
  const words = new Set(everywhere.flatMap(({ own }) => [...own]));
  const usedWords = new Set(components.flatMap((component) => [...component.words]));
  const usedMembers = new Set(
    components.flatMap(({ path, members }) => members.map((each) => `${pathOf(path, each.sheet)} ${each.name}`)),
  );

  const asked = components.flatMap(({ path, words: asks, members, unclear }) => [
    ...unclear.map((text) => `${path}: which class is ${text}? Write each as a word`),
    ...[...asks].filter((name) => !words.has(name)).map((name) => `${path}: no stylesheet defines .${name}`),
    ...members
      .filter(({ sheet, name }) => !defined.get(pathOf(path, sheet))?.has(name))
      .map(({ sheet, name }) => `${path}: ${pathOf(path, sheet)} does not define .${name}`),
  ]);
  const written = sheets.flatMap(({ path, own, global }) => [
    ...[...global].filter((name) => !words.has(name)).map((name) => `${path}: no stylesheet defines .${name}`),
    ...[...own]
      .filter((name) => !(isModule(path) ? usedMembers.has(`${path} ${name}`) : usedWords.has(name)))
      .map((name) => `${path}: no component asks for .${name}`),
  ]);
  const short = everywhere.flatMap(({ path, own }) =>
    [...own].filter((name) => name.length < 3 && !WORDS_OF_TWO.has(name)).map((name) => `${path}: .${name} says too little`),
  );
  return [...asked, ...written, ...short];
}

function isModule(path: string): boolean {
  return path.endsWith(".module.css");
}

function pathOf(from: string, specifier: string): string {
  return specifier.startsWith("@/") ? specifier.slice(2) : normalize(join(dirname(from), specifier));
}
