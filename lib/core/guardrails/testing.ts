/** Traffic drawn by a seed, for tests and for the tables of docs/guardrails.md. */

/** Numbers from 0 up to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How many of `count` are bad where each is with probability `p`: from one to the next by the gap between them. */
export function bad(random: () => number, count: number, p: number): number {
  if (p <= 0) return 0;
  const gap = Math.log1p(-p);
  let hits = -1;
  for (let index = 0; index <= count; hits += 1) index += 1 + Math.floor(Math.log(1 - random()) / gap);
  return hits;
}

/** A latency around `median`, spread as those of services are (log-normal, sigma 0.5). */
export function latency(random: () => number, median: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(0.5 * normal);
}
