import { connect } from "node:net";
import { answer } from "./answer.ts";
import { Arrivals } from "./arrivals.ts";

/** Asked with an address it opens readers of a bare stream; asked with null it says when they had the next frame whole. */
export type Reading = { url: string; readers: number } | null;

let arrivals = new Arrivals(0);

answer<Reading>(async (asked) => {
  if (!asked) return arrivals.next();
  const { url, readers } = asked;
  const { hostname, port } = new URL(url);
  arrivals = new Arrivals(readers);
  const open = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(`GET / HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`));
      socket.once("data", () => {
        resolve();
        socket.on("data", (chunk) => {
          if (chunk.toString("latin1").endsWith("\n\n\r\n")) arrivals.arrived();
        });
      });
      socket.on("error", reject);
    });
  await Promise.all(Array.from({ length: readers }, open));
  return readers;
});
