import { invalid } from "./errors.ts";
import { isId } from "./ids.ts";

/** Refuses a cursor that is no id of the list: one made up, or one of another list. `count` tells how many have that id. */
export async function checkCursor(cursor: string | undefined, count: (id: string) => Promise<number>): Promise<void> {
  if (cursor === undefined || (isId(cursor) && (await count(cursor)) > 0)) return;
  throw invalid("cursor: not one of this list.", [{ path: "cursor", message: "use nextCursor as it came" }]);
}
