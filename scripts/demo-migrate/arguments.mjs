import { Problem } from "../setup/problem.mjs";

const USAGE = "npm run demo:migrate [-- --back] [-- --seed <whole number>] [-- --without <safety rule>]";

/** Answers `{ back, seed, without }`. Throws a Problem that names what it does not know. */
export function readArguments(given) {
  const options = { back: false, seed: 1, without: null };
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--back") options.back = true;
    else if (word === "--seed") options.seed = seedOf(rest.shift());
    else if (word === "--without") options.without = ruleOf(rest.shift());
    else throw new Problem(`${word}: is not known here. ${USAGE}`);
  }
  return options;
}

function seedOf(word = "") {
  const seed = /^\d{1,9}$/.test(word) ? Number(word) : null;
  if (seed === null) throw new Problem(`--seed: expected a whole number. ${USAGE}`);
  return seed;
}

function ruleOf(word = "") {
  if (!/^[a-z-]{3,40}$/.test(word)) throw new Problem(`--without: expected the name of a rule, such as barrier. ${USAGE}`);
  return word;
}
