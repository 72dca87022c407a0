import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { State } from "../state/state.ts";
import { until } from "../test-dataplane.ts";
import { bodyOf } from "./body.ts";
import { Cors } from "./cors.ts";
import { Exchange } from "./exchange.ts";

const MEBIBYTE = 1024 * 1024;
const LIMIT = 16 * MEBIBYTE;

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

it("bodies that come at once have a common room, which is given back", async () => {
  let kept = 0;
  const cors = new Cors(new State({ readsPerSecond: 1, reportsPerSecond: 1 }));
  const server = createServer((request, response) => {
    const exchange = new Exchange(request, response, cors);
    bodyOf(exchange, LIMIT).then(
      (body) => exchange.json(200, { bytes: body.length }),
      (refusal: unknown) => exchange.fail(refusal),
    );
    request.on("data", (chunk: Buffer) => {
      kept += chunk.length;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${LIMIT}\r\n\r\n`;
  const part = Buffer.alloc(15 * MEBIBYTE);
  const answers: string[] = [];
  const begin = () => {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => answers.push(String(chunk).slice(9, 12)));
    socket.write(head);
    socket.write(part);
    return socket;
  };

  // Twenty of fifteen MiB are more than 256.
  const all = Array.from({ length: 20 }, begin);
  await until(
    () => kept,
    (bytes) => bytes === 20 * part.length,
    30,
  );
  for (const socket of all) socket.write(Buffer.alloc(LIMIT - part.length));
  await until(
    () => answers.length,
    (count) => count === 20,
    30,
  );
  expect(answers.filter((status) => status === "503").length).toBeGreaterThanOrEqual(3);
  expect(answers.filter((status) => status === "200").length).toBeGreaterThanOrEqual(14);

  for (const socket of all) socket.destroy();
  answers.length = 0;
  await until(
    async () => {
      begin().write(Buffer.alloc(LIMIT - part.length));
      await until(
        () => answers.length,
        (count) => count > 0,
      );
      return answers.at(-1);
    },
    (status) => status === "200",
  );
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}, 60_000);
