import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answer } from "./answer.ts";

/** What a stream begins with. */
export type BareStream = { first: string };

/** The least a server of event streams can do: what is posted goes out to everybody. Answers its port. */
answer<BareStream>(
  ({ first }) =>
    new Promise((resolve) => {
      const open = new Set<ServerResponse>();
      const server = createServer((request, response) => {
        if (request.method === "POST") {
          request.on("data", (frame: Buffer) => {
            for (const each of open) each.write(frame);
          });
          request.on("end", () => response.end());
          return;
        }
        response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
        response.write(first);
        open.add(response);
        response.on("close", () => open.delete(response));
      });
      server.listen(0, "127.0.0.1", 1024, () => resolve((server.address() as AddressInfo).port));
    }),
);
