import { type Client, createClient } from "../../sdk/index.ts";
import { median } from "../statistics.ts";
import { answer } from "./answer.ts";
import { type ByHand, byHand } from "./by-hand.ts";
import { rateOf } from "./timing.ts";

export type Evaluating = { url: string; token: string; keys: string[]; seconds: number; rounds: number };

/** Per second of processor time; bytes a call. */
export type Evaluated = { perSecond: number; byHandPerSecond: number; bytes: number; resultBytes: number };

const CONTEXTS = Array.from({ length: 1024 }, (_, n) => ({ targetingKey: `user-${n}`, plan: n % 16 === 0 ? "staff" : "free" }));
const COUNTED = 200_000;

answer<Evaluating>(async ({ url, token, keys, seconds, rounds }) => {
  const client = createClient({ url, token, service: "bench" });
  if (!(await client.ready())) throw new Error("the client did not get ready");
  const flags = new Map(keys.map((key) => [key, { salt: "bench", share: 0.5, plan: "staff" } satisfies ByHand]));
  const ours = (n: number) => client.evaluate(keyAt(keys, n), contextAt(n), "old");
  const hand = (n: number) => byHand(flags, keyAt(keys, n), contextAt(n));
  bothSidesAreSeen(client, keys);

  const kept: unknown[] = [];
  const rates = { ours: [] as number[], hand: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const rate = { ours: rateOf(seconds, (n) => keep(kept, ours(n))), hand: rateOf(seconds, (n) => keep(kept, hand(n))) };
    // The first round is for the compiler.
    if (round === 0) continue;
    rates.ours.push(rate.ours);
    rates.hand.push(rate.hand);
  }
  const example = ours(0);
  const said: Evaluated = {
    perSecond: median(rates.ours),
    byHandPerSecond: median(rates.hand),
    bytes: bytesOf((n) => keep(kept, ours(n))),
    resultBytes: bytesOf(() => keep(kept, { ...example, metadata: { ...("metadata" in example ? example.metadata : {}) } })),
  };
  await client.close();
  return said;
});

function keyAt(keys: readonly string[], n: number): string {
  return keys[n % keys.length] as string;
}

function contextAt(n: number) {
  return CONTEXTS[n & 1023] as (typeof CONTEXTS)[number];
}

/** Results must escape, or the compiler leaves them out. */
function keep(kept: unknown[], value: unknown): void {
  kept[0] = value;
}

function bothSidesAreSeen(client: Client, keys: readonly string[]): void {
  const seen = new Set(CONTEXTS.map((context) => client.evaluate(keys[0] ?? "", context, "old").reason));
  if (!seen.has("SPLIT") || !seen.has("TARGETING_MATCH")) throw new Error(`only ${[...seen]} were answered`);
}

/** Bytes left on the heap by one call; needs a young generation that holds all of them, and `--expose-gc`. */
function bytesOf(work: (n: number) => void): number {
  const counted = () => {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < COUNTED; n += 1) work(n);
    return (process.memoryUsage().heapUsed - before) / COUNTED;
  };
  return median([counted(), counted(), counted()]);
}
