import { gzipSync } from "node:zlib";
import { rest } from "../waiting.ts";
import { abuse } from "./abuse.ts";

const AT_ONCE = 40;
/** Their senders share a processor with those who read. */
const PAUSE_MS = 50;
const MEBIBYTE = 1024 * 1024;

/** Forty small bodies at a time that inflate to all they may, and beyond. */
export const bombs = abuse("gzip-bombs", 400, async ({ replica, world }, seconds) => {
  const packed = [gzipSync(Buffer.alloc(15 * MEBIBYTE)), gzipSync(Buffer.alloc(200 * MEBIBYTE))];
  const statuses = new Map<number, number>();
  const until = performance.now() + seconds * 1000;
  let i = 0;
  const one = async () => {
    while (performance.now() < until) {
      i += 1;
      const response = await fetch(`${replica.url}/v1/metrics`, {
        method: "POST",
        headers: { authorization: `Bearer ${world.token}`, "content-type": "application/x-protobuf", "content-encoding": "gzip" },
        body: packed[i % packed.length] as BodyInit,
      });
      await response.arrayBuffer();
      await rest(PAUSE_MS);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const odd = [...statuses.keys()].filter((status) => ![400, 413, 429, 503].includes(status));
  if (odd.length > 0) throw new Error(`bombs were answered ${odd.join(", ")}`);
  return [...statuses].map(([status, count]) => `${count} bombs answered ${status}`).join(", ");
});
