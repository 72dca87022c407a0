import { DATAPLANE } from "./api.ts";

const PAUSE_MS = 100;

export type Reads = { made: number; failures: string[] };

/** Reads a switch of the demo ten times a second until it is stopped; answers how that went. */
export function readSteadily(token: string): () => Promise<Reads> {
  const reads: Reads = { made: 0, failures: [] };
  let running = true;
  const work = (async () => {
    while (running) {
      const answer = await read(token, reads.made).catch((error: unknown) => String(error));
      reads.made += 1;
      if (answer !== "new" && answer !== "old") reads.failures.push(answer);
      await new Promise((next) => setTimeout(next, PAUSE_MS));
    }
  })();
  return async () => {
    running = false;
    await work;
    return reads;
  };
}

async function read(token: string, user: number): Promise<string> {
  const response = await fetch(`${DATAPLANE}/ofrep/v1/evaluate/flags/orders.route`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ context: { targetingKey: String(user) } }),
    signal: AbortSignal.timeout(2000),
  });
  const text = await response.text();
  return response.ok ? (JSON.parse(text) as { value: string }).value : `${response.status} ${text}`;
}
