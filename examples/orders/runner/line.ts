import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export type Line = { port: number; isUp(): boolean; cut(): Promise<void>; restore(): Promise<void>; close(): Promise<void> };

/** A way to a TCP server that can be cut, as if the network had gone, and restored. */
export async function openLine(host: string, target: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let server: Server | null = null;

  function open(port: number): Promise<number> {
    const opened = createServer((socket) => {
      const onward = connect(target, host);
      for (const [from, to] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        sockets.add(from);
        from
          .on("error", () => to.destroy())
          .on("close", () => {
            sockets.delete(from);
            to.destroy();
          });
        from.pipe(to);
      }
    });
    server = opened;
    return new Promise((resolve) => opened.listen(port, "127.0.0.1", () => resolve((opened.address() as AddressInfo).port)));
  }

  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      if (server) server.close(() => resolve());
      else resolve();
      server = null;
    });

  const port = await open(0);
  return {
    port,
    isUp: () => server !== null,
    cut,
    restore: async () => {
      if (!server) await open(port);
    },
    close: cut,
  };
}
