import { join } from "node:path";
import type { Cleanup } from "../setup/cleanup.mjs";
import { step } from "../setup/progress.mjs";
import { startShop } from "../start/services.ts";
import { Console, setUp } from "./console.ts";
import { pause } from "./http.ts";
import { Journey } from "./journey.ts";
import { seeded } from "./random.ts";
import { Refusals } from "./refusals.ts";
import { rollbackTime } from "./rollback-time.ts";
import { Shop } from "./shop.ts";
import { freePort, type Stack, startStack } from "./stack.ts";

export type Options = { home: string; cleanup: Cleanup; back: boolean; seed: number };

const LONGEST_SECONDS = 600;
const WARM_UP_WRITES = 30;
const SHOP = {
  ORDERS_SEED_ROWS: "3000",
  ORDERS_RATE: "40",
  // Short, so that waiting for a lease to run out fits into a test.
  ORDERS_LEASE_SECONDS: "5",
  ORDERS_FENCING: "order-service-2,payment-service-2",
};

/** Migrates once and prints what came of it; true when nothing was lost or wrong and it came to its end. */
export async function run({ home, cleanup, back, seed }: Options): Promise<boolean> {
  console.log(`Migrating the orders module ${back ? "to live and back" : "to complete"}, seed ${seed}`);
  const deadline = new AbortController();
  const { signal } = deadline;
  const stack = await startStack(home, cleanup);
  const api = new Console(stack.plan.consoleUrl, stack.managementToken, signal);
  const shop = await step("shop", "opening", async () => ({
    said: "under traffic",
    value: await openShop(stack, api, signal, seed),
  }));

  await step("rollback", "measuring", async () => {
    const { p50, p95 } = await rollbackTime(api);
    return `stored in ${p50} ms, 95 % within ${p95} ms`;
  });

  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const tell = (line: string) => console.log(`  ${seconds().toFixed(1).padStart(6)} s  ${line}`);
  const timer = setTimeout(() => deadline.abort(new Error(`it did not end within ${LONGEST_SECONDS} s`)), LONGEST_SECONDS * 1000);
  const refusals = new Refusals();
  const journey = new Journey({ api, shop, stack, random: seeded(seed), refusals, tell });
  const failure = await (back ? journey.thereAndBack() : journey.complete()).then(
    () => null,
    (error: Error) => error.message,
  );
  clearTimeout(timer);

  const { acknowledged } = (await new Shop(shop.url, AbortSignal.timeout(10_000)).state()).traffic;
  const { lost, wrong } = journey.found;
  console.log(`\n  refusals\n${refusals.lines().join("\n")}\n  faults\n     ${JSON.stringify(journey.struck)}`);
  if (failure) console.log(`  failed: ${failure}`);
  if (failure || lost + wrong > 0) console.log(`  logs: ${join(home, "logs")}`);
  console.log(JSON.stringify({ acknowledged, lost, wrong, refusals: refusals.count, seconds: Math.round(seconds()) }));
  return failure === null && lost === 0 && wrong === 0;
}

async function openShop(stack: Stack, api: Console, signal: AbortSignal, seed: number): Promise<Shop> {
  const token = await setUp(api);
  const port = await freePort();
  await startShop(stack.plan, token, { ...SHOP, ORDERS_ADMIN_PORT: String(port), ORDERS_SEED: String(seed) });
  const shop = new Shop(`http://127.0.0.1:${port}`, signal);
  while ((await shop.state()).traffic.acknowledged < WARM_UP_WRITES) await pause(200);
  return shop;
}
