/** A number of any length: those beyond 15 digits are kept as bigints, which compare with the others exactly. */
type Whole = number | bigint;

/** What a text says as a version. */
export type Version = {
  /** Those left out at the end count as 0. */
  readonly numbers: readonly Whole[];
  /** Identifiers in the manner of semantic versions; empty for a release. */
  readonly prerelease: readonly (Whole | string)[];
  /** Which issue after the release it is; -1 for the release itself and what comes before it. */
  readonly after: Whole;
  /** Number of the build in brackets; empty when there is none. */
  readonly build: readonly Whole[];
};

/** Longer texts are no versions. */
const LONGEST = 256;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const NUMBERS = String.raw`v?(\d+(?:\.\d+)*)`;
const PRERELEASE = String.raw`-([\w-]+(?:\.[\w-]+)*)`;
const QUALIFIER = String.raw`[._~ ]?([a-z]+)[._ -]?(\d*)`;
const METADATA = String.raw`(?:\+[\w.-]+)?`;
const BUILD = String.raw`(?: ?\(([^()]+)\))?`;
const VERSION = new RegExp(`^${NUMBERS}(?:${PRERELEASE}|${QUALIFIER}|_(\\d+))?${METADATA}${BUILD}$`, "i");

/** Lower than any number that can be written. */
const DEVELOPMENT = -1;

/** What words after the numbers mean: a pre-release by this identifier, the release itself, or what follows it. */
const WORDS = new Map<string, { before: string | number } | "release" | "after" | "build">([
  ["dev", { before: DEVELOPMENT }],
  ["a", { before: "alpha" }],
  ["alpha", { before: "alpha" }],
  ["b", { before: "beta" }],
  ["beta", { before: "beta" }],
  ["m", { before: "milestone" }],
  ["milestone", { before: "milestone" }],
  ["cr", { before: "rc" }],
  ["pre", { before: "rc" }],
  ["preview", { before: "rc" }],
  ["rc", { before: "rc" }],
  ["snapshot", { before: "snapshot" }],
  ["final", "release"],
  ["ga", "release"],
  ["release", "release"],
  ["p", "after"],
  ["post", "after"],
  ["r", "after"],
  ["sp", "after"],
  ["u", "after"],
  ["build", "build"],
]);

/** The version that a text says, or null when it says none. Takes no longer than its length asks for. */
export function readVersion(text: string): Version | null {
  if (text.length > LONGEST) return null;
  const trimmed = text.trim();
  const date = DATE.exec(trimmed);
  if (date) return version({ numbers: date.slice(1).map(whole) });
  const match = VERSION.exec(trimmed);
  if (!match) return null;
  const [, numbers = "", prerelease, word, count = "", revision, build = ""] = match;
  const given = { numbers: numbers.split(".").map(whole), build: isDotted(build) ? build.split(".").map(whole) : [] };
  if (prerelease !== undefined) return version({ ...given, prerelease: prerelease.split(".").map(identifier) });
  if (revision !== undefined) return version({ ...given, after: whole(revision) });
  return word === undefined ? version(given) : qualified(given, word.toLowerCase(), count);
}

/** A single letter without a number is an early version to some and a late one to others. */
function qualified(given: Partial<Version>, word: string, count: string): Version | null {
  const meaning = WORDS.get(word);
  if (meaning === undefined || (word.length === 1 && count === "")) return null;
  if (meaning === "release") return count === "" ? version(given) : null;
  if (meaning === "after") return version({ ...given, after: whole(count) });
  if (meaning === "build") return count === "" ? null : version({ ...given, build: [whole(count)] });
  return version({ ...given, prerelease: count === "" ? [meaning.before] : [meaning.before, whole(count)] });
}

function version({ numbers = [], prerelease = [], after = -1, build = [] }: Partial<Version>): Version {
  return { numbers, prerelease, after, build };
}

function isDotted(text: string): boolean {
  return /^\d+(?:\.\d+)*$/.test(text);
}

function whole(digits: string): Whole {
  return digits.length <= 15 ? Number(digits) : BigInt(digits);
}

function identifier(text: string): Whole | string {
  return /^\d+$/.test(text) ? whole(text) : text;
}

/**
 * Which of two versions is earlier: negative, zero or positive; null when either is none. Of semantic versions it is
 * their precedence, of all versions a total order.
 */
export function compareVersions(a: string, b: string): number | null {
  const left = readVersion(a);
  const right = left && readVersion(b);
  return left && right ? compareRead(left, right) : null;
}

export function compareRead(a: Version, b: Version): number {
  return (
    compareNumbers(a.numbers, b.numbers, 0) ||
    comparePrerelease(a.prerelease, b.prerelease) ||
    compareOne(a.after, b.after) ||
    compareNumbers(a.build, b.build, -1)
  );
}

/** `absent` stands for those that the shorter one lacks. */
function compareNumbers(a: readonly Whole[], b: readonly Whole[], absent: number): number {
  for (let i = 0; i < a.length || i < b.length; i += 1) {
    const difference = compareOne(a[i] ?? absent, b[i] ?? absent);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A release comes after its pre-releases; of two alike so far the one that says more is later. */
function comparePrerelease(a: Version["prerelease"], b: Version["prerelease"]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const [left, right] = [a[i] as Whole | string, b[i] as Whole | string];
    const isText = typeof left === "string";
    if (isText !== (typeof right === "string")) return isText ? 1 : -1;
    const difference = compareOne(left, right);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Both numbers, or both texts, which compare by their characters. */
function compareOne<T extends Whole | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
