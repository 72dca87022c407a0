import { Problem } from "./problem.mjs";

/** How large an installation can be asked for. */
const LEAST = { modules: 1, instances: 0, days: 1, audit: 0 };
const MOST = { modules: 9999, instances: 99_999, days: 400, audit: 50_000_000 };

/** The options that say how large, for parseArgs; what is not said is left to `sizesAsked`. */
export const SIZES = Object.fromEntries(Object.keys(LEAST).map((name) => [name, { type: "string" }]));

/** The sizes among what was parsed, and the usual ones where nothing was said. */
export function sizesAsked(values, usual) {
  const names = Object.keys(LEAST);
  return Object.fromEntries(names.map((name) => [name, values[name] === undefined ? usual[name] : numberOf(name, values[name])]));
}

function numberOf(name, text) {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= LEAST[name] && value <= MOST[name]) return value;
  throw new Problem(`--${name}: expected a number from ${LEAST[name]} to ${MOST[name]}, got ${text}.`);
}
