import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer } from "./answer.ts";

/** What to send to everybody: a status, header pairs as `rawHeaders` has them, and a body. */
export type BareAnswer = { status: number; headers: string[]; body: string };

/** The least a server in Node can do: read the body, then send what was made before. Answers its port. */
answer<BareAnswer>(
  ({ status, headers, body }) =>
    new Promise((resolve) => {
      const server = createServer((request, response) => {
        request.on("data", () => undefined);
        request.on("end", () => {
          response.writeHead(status, headers);
          response.end(body);
        });
      });
      server.listen(0, "127.0.0.1", 1024, () => resolve((server.address() as AddressInfo).port));
    }),
);
