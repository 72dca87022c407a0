import { connect } from "node:net";
import { answer } from "./answer.ts";
import { Arrivals } from "./arrivals.ts";

/** Asked with an address it opens readers of its event stream; asked with null it says when they had the next change. */
export type Reading = { url: string; headers: Record<string, string>; readers: number } | null;

const CHANGE = "event: change";

let arrivals = new Arrivals(0);

answer<Reading>(async (asked) => {
  if (!asked) return arrivals.next();
  const { url, headers, readers } = asked;
  const { hostname, port, pathname } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${lines.join("")}\r\n`;
  arrivals = new Arrivals(readers);
  const open = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(request));
      socket.once("data", () => {
        resolve();
        socket.on("data", (chunk) => {
          if (chunk.includes(CHANGE)) arrivals.arrived();
        });
      });
      socket.on("error", reject);
    });
  await Promise.all(Array.from({ length: readers }, open));
  return readers;
});
