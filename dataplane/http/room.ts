import type { ServerResponse } from "node:http";

/** Bodies that are being read or answered may take this much memory together, beyond the first piece of each. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Where the parts of one body find a place. Once one did not, all are given up: the body is lost anyway. */
export type Room = { take: (bytes: number) => boolean };

let taken = 0;

/** A place for the body of a request, given back when its answer is done. */
export function roomFor(response: ServerResponse): Room {
  let own = 0;
  let open = true;
  const giveBack = () => {
    open = false;
    taken -= own;
    own = 0;
  };
  response.once("close", giveBack);
  return {
    take(bytes) {
      if (open && taken + bytes > MOST_BYTES) giveBack();
      if (!open) return false;
      taken += bytes;
      own += bytes;
      return true;
    },
  };
}
