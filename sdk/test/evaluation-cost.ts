import { createClient } from "../index.ts";
import { ordersAt } from "./peer.ts";

/** Prints what an evaluation of a switch that is split by share takes, and what a copy of its result does. */

const KEY = "orders.route";
const bootstrap = ordersAt(1, { route: { next: "new", share: 50_000 } });
const client = createClient({ url: "http://127.0.0.1:9", token: "none", service: "cost", bootstrap });
const contexts = Array.from({ length: 1024 }, (_, i) => ({ targetingKey: `user-${i}` }));
const context = (i: number) => contexts[i & 1023] as { targetingKey: string };
/** Keeps results from being optimised away. */
let last: unknown;

function run(times: number, work: (i: number) => unknown): void {
  for (let i = 0; i < times; i += 1) last = work(i);
}

/** The least of a few rounds: the compiler may still box a number that it keeps in a register soon after. */
function bytesOf(work: (i: number) => unknown): number {
  const rounds = Array.from({ length: 5 }, () => {
    run(100_000, work);
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    run(100_000, work);
    return Math.round((process.memoryUsage().heapUsed - before) / 100_000);
  });
  return Math.min(...rounds);
}

function perSecondOf(work: (i: number) => unknown): number {
  run(200_000, work);
  const start = process.cpuUsage();
  run(1_000_000, work);
  const { user, system } = process.cpuUsage(start);
  return Math.round(1_000_000 / ((user + system) / 1e6));
}

const asked = (i: number) => client.evaluate(KEY, context(i), "old");
const answer = asked(0);
const metadata = "metadata" in answer ? answer.metadata : {};
const bytes = { client: bytesOf(asked), result: bytesOf(() => ({ ...answer, metadata: { ...metadata } })) };
const perSecond = perSecondOf(asked);
await client.close();
process.stdout.write(JSON.stringify({ perSecond, bytes, answered: last !== undefined }));
