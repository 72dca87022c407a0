/** Checks on fields of untrusted JSON. Each throws a TypeError that begins with where the fault is. */

export function fail(at: string, expected: string): never {
  throw new TypeError(`${at}: ${expected}`);
}

export function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(at, "expected an object");
  return value as Record<string, unknown>;
}

/** A list whose items `parse` checks one by one. */
export function list<T>(value: unknown, at: string, parse: (item: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) fail(at, "expected a list");
  return value.map((item, index) => parse(item, `${at}[${index}]`));
}

export function text(value: unknown, at: string): string {
  return typeof value === "string" ? value : fail(at, "expected text");
}

export function number(value: unknown, at: string): number {
  return Number.isFinite(value) ? (value as number) : fail(at, "expected a number");
}

export function whole(value: unknown, at: string, most: number = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most) return value as number;
  return fail(at, most === Number.MAX_SAFE_INTEGER ? "expected a whole number" : `expected a whole number from 0 to ${most}`);
}
