import type { ServerResponse } from "node:http";

/** Bodies that are being read or answered may take this much memory together; small ones of flag reads do not count. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Where the parts of one body find a place, or do not. */
export type Room = { take: (bytes: number) => boolean };

let taken = 0;

/** A place for the body of a request, given back when its answer is done. */
export function roomFor(response: ServerResponse): Room {
  let own = 0;
  let closed = false;
  response.once("close", () => {
    closed = true;
    taken -= own;
  });
  return {
    take(bytes) {
      if (closed || taken + bytes > MOST_BYTES) return false;
      taken += bytes;
      own += bytes;
      return true;
    },
  };
}
