import { randomUUID } from "node:crypto";

/** A UUID of version 7: the milliseconds since 1970, then chance. Repeats of an operation carry the same one. */
export function newOperationId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
