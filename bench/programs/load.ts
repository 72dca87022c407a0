import autocannon from "autocannon";
import { answer } from "./answer.ts";

/** Requests of one kind, each body in turn, over connections that stay open. */
export type Load = {
  url: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  bodies: string[];
  connections: number;
  seconds: number;
  /** The status every answer has to have. */
  status: number;
};

export type Loaded = { requests: number; seconds: number };

answer<Load>(async ({ url, method, headers, bodies, connections, seconds, status }) => {
  const requests = bodies.length > 0 ? bodies.map((body) => ({ body })) : undefined;
  const result = await autocannon({ url, method, headers, requests, connections, duration: seconds });
  const answered = result.statusCodeStats[status]?.count ?? 0;
  const all = Object.values(result.statusCodeStats).reduce((sum, { count }) => sum + count, 0);
  if (result.errors > 0 || answered < all || answered === 0) {
    throw new Error(`${result.errors} errors, statuses ${JSON.stringify(result.statusCodeStats)}, expected ${status} only`);
  }
  return { requests: answered, seconds: result.duration } satisfies Loaded;
});
