import { Agent, request } from "node:http";
import { answer } from "./answer.ts";
import { type Bodies, exportsOf } from "./otlp-bodies.ts";

/** Asked for bodies it makes them and says how many points each holds; asked with an address it sends each once. */
export type OtlpLoad = { make: Bodies } | { url: string; token: string; from: number; to: number };

const CONNECTIONS = 4;

let bodies: Buffer[] = [];

answer<OtlpLoad>(async (asked) => {
  if ("make" in asked) {
    const made = await exportsOf(asked.make);
    bodies = made.bodies;
    return made.points;
  }
  const { url, token, from, to } = asked;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/x-protobuf" };
  let next = from;
  const sender = async () => {
    for (let n = next++; n < to; n = next++) await post(agent, url, headers, bodies[n] as Buffer);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  agent.destroy();
  return (performance.now() - began) / 1000;
});

/** Rejects unless all of the body was taken. */
function post(agent: Agent, url: string, headers: Record<string, string>, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const said = Buffer.concat(chunks);
        if (response.statusCode === 200 && said.length < 3) resolve();
        else reject(new Error(`answered ${response.statusCode}: ${said.toString("latin1").slice(0, 300)}`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
