import type { Exchange } from "./exchange.ts";
import { Refusal } from "./refusal.ts";
import { type Room, roomFor } from "./room.ts";

/** A body over its limit is read on to its end, so that the sender gets to see the refusal, but not without limit. */
const DRAIN_BYTES = 64 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/**
 * Collects a body of at most `limit` bytes and hands it on, or a 413; a 503 when there is no room for it. A sender that
 * goes away hears nothing. By callback, because a flag read should not cost a promise.
 */
export function readBody(
  { request, response }: Exchange,
  limit: number,
  done: (body: Buffer, refusal: Refusal | null) => void,
): void {
  let first: Buffer = EMPTY;
  let rest: Buffer[] | null = null;
  let size = 0;
  // Most bodies come in one piece, which costs no more than the connection does.
  let room: Room | null = null;
  let full = false;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > chunk.length && !full) {
      room ??= roomFor(response);
      full = !room.take(chunk.length);
    }
    if (size > DRAIN_BYTES) request.destroy();
    else if (size > limit || full) rest = [];
    else if (size === chunk.length) first = chunk;
    else if (rest) rest.push(chunk);
    else rest = [first, chunk];
  });
  request.on("end", () => {
    if (size > limit) done(EMPTY, new Refusal(413, `The body is larger than ${limit} bytes.`));
    else if (full) done(EMPTY, new Refusal(503, "Too much is being sent at once. Send this again.", { retryAfter: 1 }));
    else done(rest ? Buffer.concat(rest) : first, null);
  });
}

/** The body of a request that is not in a hurry. Throws the Refusal. */
export function bodyOf(exchange: Exchange, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    readBody(exchange, limit, (body, refusal) => (refusal ? reject(refusal) : resolve(body)));
  });
}
