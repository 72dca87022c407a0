import type { PublishedEnvironment } from "../../lib/snapshot/reads/published.ts";

const PIECE_LENGTH = 64 * 1024;

/**
 * JSON of an environment bit by bit: in one text, ten thousand switches are megabytes to find room for at every
 * change, and nothing else is done while they are written down.
 */
export function* piecesOf({ snapshot, ...rest }: PublishedEnvironment): Generator<string> {
  const { switches, ...head } = snapshot;
  let piece = `${open(rest)},"snapshot":${open(head)},"switches":{`;
  let comma = "";
  for (const key of Object.keys(switches)) {
    piece += `${comma}${JSON.stringify(key)}:${JSON.stringify(switches[key])}`;
    comma = ",";
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}}}}`;
}

/** An object that goes on. */
function open(fields: object): string {
  return JSON.stringify(fields).slice(0, -1);
}
