import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

/** A body over its limit is read on to its end, so that the sender gets to see the refusal, but not without limit. */
const DRAIN_BYTES = 64 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/**
 * Collects a body of at most `limit` bytes and hands it on, or a 413. A sender that goes away hears nothing.
 * By callback, because a flag read should not cost a promise.
 */
export function readBody(request: IncomingMessage, limit: number, done: (body: Buffer, refusal: Refusal | null) => void): void {
  let first: Buffer = EMPTY;
  let rest: Buffer[] | null = null;
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > DRAIN_BYTES) request.destroy();
    else if (size > limit) rest = [];
    else if (size === chunk.length) first = chunk;
    else if (rest) rest.push(chunk);
    else rest = [first, chunk];
  });
  request.on("end", () => {
    if (size > limit) done(EMPTY, new Refusal(413, `The body is larger than ${limit} bytes.`));
    else done(rest ? Buffer.concat(rest) : first, null);
  });
}

export function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    readBody(request, limit, (body, refusal) => (refusal ? reject(refusal) : resolve(body)));
  });
}
