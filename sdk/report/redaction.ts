import { createHmac, randomBytes } from "node:crypto";

/** What may be told of `value`, found at `field` of an answer. */
export type Redact = (value: unknown, field: string) => unknown;

/** Of this process alone, so that nobody can look the values up. */
const KEY = randomBytes(16);
const MOST_BYTES = 2000;

/** Tells equal values from different ones, and says nothing else but their type. */
export const typeAndHash: Redact = (value) => {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return "array";
  if (typeof value === "object" && !(value instanceof Date)) return "object";
  return `${typeof value} ${createHmac("sha256", KEY).update(textOf(value)).digest("hex").slice(0, 8)}`;
};

/** What a redactor answered, as a report may carry it: JSON of bounded size. */
export function reportable(redacted: unknown): unknown {
  const text = textOf(redacted);
  return Buffer.byteLength(text) > MOST_BYTES ? "too long to keep" : JSON.parse(text);
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part)) ?? "null";
}
