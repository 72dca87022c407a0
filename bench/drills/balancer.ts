import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { World } from "./world.ts";

const PATIENCE_MS = 1500;

/** What any load balancer does for requests that are safe to repeat: the next replica when one is gone or says 503. */
export async function startBalancer(world: World, targets: readonly string[]): Promise<string> {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const server = createServer(async (incoming, outgoing) => {
    turn += 1;
    const first = turn;
    const body = await bodyOf(incoming);
    for (let i = 0; i < targets.length; i += 1) {
      const target = targets[(first + i) % targets.length] as string;
      if (await forward(agent, target, incoming, body, outgoing)) return;
    }
    outgoing.writeHead(502).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  world.defer(() => {
    agent.destroy();
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** False when another replica should be asked; nothing was answered then. */
function forward(
  agent: Agent,
  target: string,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<boolean> {
  return new Promise((resolve) => {
    const { method, headers } = incoming;
    const asking = request(`${target}${incoming.url}`, { method, headers, agent }, async (response) => {
      const answer = await bodyOf(response).catch(() => null);
      if (answer === null || response.statusCode === 503) return resolve(false);
      outgoing.writeHead(response.statusCode ?? 502, response.headers).end(answer);
      resolve(true);
    });
    asking.setTimeout(PATIENCE_MS, () => asking.destroy());
    asking.on("error", () => resolve(false));
    asking.end(body);
  });
}
