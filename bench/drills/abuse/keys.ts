import { once } from "node:events";
import { connect } from "node:net";
import { abuse } from "./abuse.ts";

const AT_ONCE = 500;
const KEYS_A_SECOND = 1500;

/** Every request asks for a switch nobody ever had. */
export const unknownKeys = abuse("unknown-keys", 128, async ({ replica, world }, seconds) => {
  const { hostname, port } = new URL(replica.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  let answered = 0;
  let others = 0;
  let rest = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    const text = rest + chunk;
    const heads = text.match(/HTTP\/1\.1 \d{3}/g) ?? [];
    answered += heads.length;
    others += heads.filter((head) => !head.endsWith("404")).length;
    // A head may be cut in two; what is kept is too short to hold a whole one.
    rest = text.slice(-11);
  });
  const keys = Math.ceil(seconds * KEYS_A_SECOND);
  for (let from = 0; from < keys; from += AT_ONCE) {
    const requests = Array.from({ length: AT_ONCE }, (_, i) => ask(`stranger-${from + i}`, world.token));
    socket.write(requests.join(""));
    while (answered < from + AT_ONCE) await once(socket, "data");
  }
  socket.destroy();
  if (others > 0) throw new Error(`${others} of ${answered} unknown keys were not answered 404`);
  return `${answered} unknown keys`;
});

function ask(key: string, token: string): string {
  return `POST /ofrep/v1/evaluate/flags/${key} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
}
