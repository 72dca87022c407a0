import { Agent, type IncomingHttpHeaders, request } from "node:http";

/** Addresses of the running instances of each service; replaced whole when an instance moves. */
export type Peers = { ports: Record<string, readonly number[]> };

type Reply = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** No instance could be reached, or the one that was did not answer in time. */
export class UpstreamError extends Error {
  constructor(
    readonly status: 502 | 503 | 504,
    message: string,
  ) {
    super(message);
  }
}

export const upstreamAgent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 15_000 });
let turn = 0;

/** Ports of a service to try, starting at the next in turn. */
export function inTurn(peers: Peers, service: string): number[] {
  const ports = peers.ports[service] ?? [];
  turn += 1;
  return ports.map((_, index) => ports[(index + turn) % ports.length] as number);
}

/** True when the connection was refused: the request was never sent, so another instance may have it. */
export function neverSent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
}

/**
 * Calls a service and waits for the whole answer. Goes on to the next instance only when a connection
 * is refused; what was sent once is never sent again. Throws `UpstreamError`.
 */
export async function callService(
  peers: Peers,
  service: string,
  call: { method: string; path: string; headers: Record<string, string>; body?: unknown; timeoutMs: number },
): Promise<Reply> {
  for (const port of inTurn(peers, service)) {
    try {
      return await send(port, call);
    } catch (error) {
      if (!neverSent(error)) throw error instanceof UpstreamError ? error : new UpstreamError(502, `${service} broke off`);
    }
  }
  throw new UpstreamError(503, `no instance of ${service} can be reached`);
}

function send(port: number, call: Parameters<typeof callService>[2]): Promise<Reply> {
  const body = call.body === undefined || call.body === null ? undefined : Buffer.from(JSON.stringify(call.body));
  const headers: Record<string, string | number> = { ...call.headers };
  if (body) Object.assign(headers, { "content-type": "application/json", "content-length": body.length });
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, agent: upstreamAgent, method: call.method, path: call.path, headers },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          clearTimeout(deadline);
          resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) });
        });
        incoming.on("error", fail);
      },
    );
    const deadline = setTimeout(() => outgoing.destroy(new UpstreamError(504, "no answer in time")), call.timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(deadline);
      reject(error);
    };
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}
