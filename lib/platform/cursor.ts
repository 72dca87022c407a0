import type { z } from "zod";
import { type AppError, invalid } from "./errors.ts";
import { isId } from "./ids.ts";

/** Refuses a cursor that is no id of the list: one made up, or one of another list. `count` tells how many have that id. */
export async function checkCursor(cursor: string | undefined, count: (id: string) => Promise<number>): Promise<void> {
  if (cursor === undefined || (isId(cursor) && (await count(cursor)) > 0)) return;
  throw foreign();
}

/** A cursor for lists in an order that no id tells: it names the place after which the next page begins. */
export function encodeCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place that a cursor names. Throws `invalid` for one made up, or one of another list. */
export function decodeCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  const place = schema.safeParse(decoded(cursor));
  if (!place.success) throw foreign();
  return place.data;
}

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

function foreign(): AppError {
  return invalid("cursor: not one of this list.", [{ path: "cursor", message: "use nextCursor as it came" }]);
}
