import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Spreads connections over replicas as a load balancer of the transport layer does: at random, past who refuses. */
export class Balancer {
  /** Whole snapshots that went to readers of streams. */
  snapshots = 0;
  readonly #targets: readonly string[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(targets: readonly string[]) {
    this.#targets = targets;
    this.#server = createServer((inbound) => this.#serve(inbound, Math.floor(Math.random() * targets.length), targets.length));
  }

  static async start(targets: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(targets);
    balancer.#server.listen(0, "127.0.0.1");
    await once(balancer.#server, "listening");
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #serve(inbound: Socket, turn: number, attempts: number): void {
    const { hostname, port } = new URL(this.#targets[turn % this.#targets.length] as string);
    const outbound = connect(Number(port), hostname);
    this.#track(inbound, outbound);
    outbound.once("connect", () => {
      outbound.on("data", (chunk) => {
        if (chunk.includes("event: snapshot")) this.snapshots += 1;
      });
      inbound.pipe(outbound).pipe(inbound);
    });
    outbound.on("error", () => {
      if (attempts > 1 && outbound.bytesWritten === 0) this.#serve(inbound, turn + 1, attempts - 1);
      else inbound.destroy();
    });
    inbound.on("error", () => outbound.destroy());
    inbound.on("close", () => outbound.destroy());
  }

  #track(...sockets: Socket[]): void {
    for (const socket of sockets) {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    }
  }
}
