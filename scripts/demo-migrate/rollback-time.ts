import { type Console, ENVIRONMENT, PROJECT, type Switch } from "./console.ts";

const TIMES = 20;
const SHARE = 5_000;
/** Of a module that stays where it is. */
const PATH = `/projects/${PROJECT}/environments/${ENVIRONMENT}/switches/payments.route`;

/** How long a rollback takes from the request until it is stored, under traffic; milliseconds. */
export async function rollbackTime(console: Console): Promise<{ p50: number; p95: number }> {
  const times: number[] = [];
  for (let round = 0; round < TIMES; round += 1) {
    const { version } = await console.get<Switch>(PATH);
    const reason = "To be taken back at once";
    await console.post(`${PATH}/changes`, { expectedVersion: version, target: "new", share: SHARE, reason });
    const started = performance.now();
    await console.post(`${PATH}/rollback`, { to: "old" });
    times.push(performance.now() - started);
    await console.post(`${PATH}/release`, { reason: "It was only to be timed" });
  }
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}
