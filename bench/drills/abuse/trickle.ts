import { connect, type Socket } from "node:net";
import { rest } from "../waiting.ts";
import { abuse } from "./abuse.ts";

const CONNECTIONS = 500;
const BYTE_EVERY_MS = 1000;
/** Headers have 10 seconds, a whole request 30; they are looked after every second, on a busy machine later. */
const ENDED_WITHIN_SECONDS = 45;
const BODY_SECONDS = 30;

/**
 * Five hundred connections that send a byte now and then, in their headers; where there is time for it, half of them in
 * their body.
 */
export const trickle = abuse("slow-connections", 96, async ({ replica, world }, seconds) => {
  const { hostname, port } = new URL(replica.url);
  const head = `POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.token}\r\n`;
  const body = `${head}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`;
  const starts = seconds < BODY_SECONDS ? [head] : [head, body];
  const sockets = Array.from({ length: CONNECTIONS }, (_, i) =>
    open(Number(port), hostname, starts[i % starts.length] as string),
  );
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  const stillOpen = () => sockets.filter(({ destroyed }) => !destroyed).length;
  while (stillOpen() > 0 && passed() < ENDED_WITHIN_SECONDS) {
    for (const socket of sockets) if (socket.writable) socket.write("x");
    await rest(BYTE_EVERY_MS);
  }
  const left = stillOpen();
  for (const socket of sockets) socket.destroy();
  if (left > 0) throw new Error(`${left} of ${CONNECTIONS} slow connections are still open after ${ENDED_WITHIN_SECONDS} s`);
  return `${CONNECTIONS} slow connections ended within ${Math.ceil(passed())} s`;
});

function open(port: number, hostname: string, start: string): Socket {
  const socket = connect(port, hostname);
  socket.write(start);
  socket.on("error", () => undefined);
  socket.on("end", () => socket.destroy());
  socket.resume();
  return socket;
}
