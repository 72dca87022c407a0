import { isModule, MODULES } from "../domain/order.ts";
import { databasesOn } from "../stores/databases.ts";
import { openPool } from "../stores/pool.ts";
import { backfill, type Checkpoint } from "./backfill.ts";

/** `node --import tsx examples/orders/backfill/main.ts orders|payments`; Ctrl-C stops after the chunk at hand. One line of progress a chunk. */

const module = process.argv[2];
const server = process.env.ORDERS_DATABASE_URL;
if (!isModule(module) || !server) {
  process.stderr.write(`Set ORDERS_DATABASE_URL and name a module: ${MODULES.join(" or ")}.\n`);
  process.exit(2);
}
const { oldUrl, newUrl } = databasesOn(server, process.env.ORDERS_DATABASE_PREFIX || "orders");
const [oldPool, newPool] = [openPool(oldUrl, 1), openPool(newUrl, 2)];
const abort = new AbortController();
process.once("SIGINT", () => abort.abort());
process.once("SIGTERM", () => abort.abort());
try {
  const onChunk = (checkpoint: Checkpoint) => process.stdout.write(`${JSON.stringify(checkpoint)}\n`);
  await backfill({ oldPool, newPool, module, signal: abort.signal, onChunk });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await Promise.all([oldPool.end(), newPool.end()]);
}
