import { connect, type Socket } from "node:net";
import { answer } from "./answer.ts";

export type Opening = { url: string; headers: Record<string, string>; streams: number };

const AT_ONCE = 50;
const QUIET_MS = 1500;
/** As it comes over the wire. Somebody gets one at every moment. */
const HEARTBEAT_BYTES = 10;

/** Opens streams and reads them without looking. Answers how many bytes came, once nothing but heartbeats has come for a while. */
answer<Opening>(async ({ url, headers, streams }) => {
  const { hostname, port, pathname } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${lines.join("")}\r\n`;
  let bytes = 0;
  let lastAt = performance.now();
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(request));
      socket.once("data", (head) => {
        if (head.toString("latin1", 9, 12) !== "200") reject(new Error(head.toString("latin1", 0, 200)));
        resolve(socket);
      });
      socket.on("data", (chunk) => {
        bytes += chunk.length;
        if (chunk.length > HEARTBEAT_BYTES) lastAt = performance.now();
      });
      socket.on("error", reject);
      socket.on("end", () => reject(new Error("a stream ended")));
    });
  for (let opened = 0; opened < streams; opened += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, streams - opened) }, open));
  }
  while (performance.now() - lastAt < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 100));
  return bytes;
});
