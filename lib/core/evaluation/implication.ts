import { holds, holdsUnread } from "./rules.ts";
import type { Condition, Rule } from "./snapshot.ts";
import { compareVersions } from "./versions.ts";

/** What rules say of each other's subjects. Each yes is certain; a no may also mean that it cannot be told. */

/** A condition as its rule means it: what it says of a value that it cannot read depends on the result. */
export type Meant = { readonly condition: Condition; readonly unread: boolean };

export function meant({ conditions, result }: Rule): Meant[] {
  return conditions.map((condition) => ({ condition, unread: holdsUnread(condition, result) }));
}

/** Some two of these never hold at once, or one of them never does. */
export function contradict(given: readonly Meant[]): boolean {
  return given.some((one, index) => given.slice(index).some((other) => exclude(one, other)));
}

/** All of `implied` hold wherever all of `given` do. */
export function imply(given: readonly Meant[], implied: readonly Meant[]): boolean {
  return implied.every((condition) => given.some((one) => implies(one, condition)));
}

function implies(one: Meant, other: Meant): boolean {
  const [a, b] = [one.condition, other.condition];
  if (a.attribute !== b.attribute) return false;
  const values = valuesOf(a);
  if (values) return values.every((value) => holdsFor(other, value));
  if (one.unread && !other.unread) return false;
  if (a.operator === "prefix" && b.operator === "prefix") return a.value.startsWith(b.value);
  if (a.operator === "number" && b.operator === "number") return inside(a, b, compareNumbers);
  if (a.operator === "semver" && b.operator === "semver") return inside(a, b, compareVersions);
  return JSON.stringify(a) === JSON.stringify(b);
}

function exclude(one: Meant, other: Meant): boolean {
  const [a, b] = [one.condition, other.condition];
  if (a.attribute !== b.attribute) return false;
  const [values, others] = [valuesOf(a), valuesOf(b)];
  if (values) return !values.some((value) => holdsFor(other, value));
  if (others) return !others.some((value) => holdsFor(one, value));
  if (a.operator === "prefix" && b.operator === "prefix") return !a.value.startsWith(b.value) && !b.value.startsWith(a.value);
  if (one.unread && other.unread) return false;
  if (a.operator === "number" && b.operator === "number") return apart(a, b, compareNumbers);
  if (a.operator === "semver" && b.operator === "semver") return apart(a, b, compareVersions);
  // A number is no text: one of the two can only hold where it cannot read.
  const [number, text] = a.operator === "number" ? [one, other] : [other, one];
  if (number.condition.operator !== "number" || number.unread) return false;
  return text.condition.operator === "prefix" || (text.condition.operator === "semver" && !text.unread);
}

/** Every value for which the condition holds, where they can be listed: not beyond 2^53, where numbers look alike. */
function valuesOf(condition: Condition): readonly (string | number | boolean)[] | null {
  if (condition.operator !== "equals" && condition.operator !== "in") return null;
  const values = condition.operator === "equals" ? [condition.value] : condition.values;
  return values.every((value) => typeof value !== "number" || Math.abs(value) <= Number.MAX_SAFE_INTEGER) ? values : null;
}

function holdsFor({ condition, unread }: Meant, value: string | number | boolean): boolean {
  return holds(condition, { [condition.attribute]: value }) ?? unread;
}

type Range<T> = { min?: T; max?: T };
/** Null where one of them cannot be read. */
type Compare<T> = (a: T, b: T) => number | null;

function compareNumbers(a: number, b: number): number {
  return a - b;
}

/** Everything in the one range is in the other. */
function inside<T>(one: Range<T>, other: Range<T>, compare: Compare<T>): boolean {
  if (!readable(one, compare) || !readable(other, compare)) return false;
  const above = other.min === undefined || (one.min !== undefined && (compare(one.min, other.min) ?? -1) >= 0);
  const below = other.max === undefined || (one.max !== undefined && (compare(one.max, other.max) ?? 1) <= 0);
  return above && below;
}

/** No value is in both ranges. */
function apart<T>(one: Range<T>, other: Range<T>, compare: Compare<T>): boolean {
  if (!readable(one, compare) || !readable(other, compare)) return false;
  const mins = [one.min, other.min].filter((min) => min !== undefined);
  const maxs = [one.max, other.max].filter((max) => max !== undefined);
  return mins.some((min) => maxs.some((max) => (compare(min, max) ?? -1) >= 0));
}

/** A range whose bounds say nothing holds for nothing, or for everything that it cannot read. */
function readable<T>({ min, max }: Range<T>, compare: Compare<T>): boolean {
  return [min, max].every((bound) => bound === undefined || compare(bound, bound) !== null);
}
