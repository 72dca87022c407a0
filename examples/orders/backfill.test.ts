import { afterAll, beforeAll, expect, test } from "vitest";
import { BackfillBusy, backfill, checkpoints } from "./backfill/backfill.ts";
import { newStore } from "./stores/new-store.ts";
import { oldStore } from "./stores/old-store.ts";
import { apply } from "./stores/store.ts";
import { changeOf, nextNumber } from "./testing/commands.ts";
import { type TestStores, testStores } from "./testing/databases.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores(900);
});
afterAll(() => stores.drop());

const options = (module: "orders" | "payments") => ({ ...stores, module, chunkRows: 50, rowsPerSecond: 1e6 });

async function copied(module: "orders" | "payments"): Promise<number> {
  const { rows } = await stores.newPool.query<{ count: string }>(`select count(*) from ${module}_by_time`);
  return Number(rows[0]?.count);
}

test("goes on from its checkpoint and copies every row once", async () => {
  const abort = new AbortController();
  const onChunk = ({ read }: { read: number }) => read === 150 && abort.abort();
  const cut = await backfill({ ...options("orders"), signal: abort.signal, onChunk });
  expect(cut).toMatchObject({ run: 1, read: 150, written: 150, finishedAt: null });
  expect(await copied("orders")).toBe(150);

  const whole = await backfill(options("orders"));
  expect(whole).toMatchObject({ run: 1, read: 600, written: 600, finishedAt: expect.any(String) });
  expect(await copied("orders")).toBe(600);
  expect(await checkpoints(stores.newPool)).toEqual([whole]);

  expect(await backfill(options("orders"))).toMatchObject({ run: 2, read: 600, written: 0 });
});

test("never overwrites what is newer, and brings over what is", async () => {
  const [before, after] = [oldStore(stores.oldPool, "payments"), newStore(stores.newPool, "payments")];
  await backfill(options("payments"));
  const { rows } = await stores.oldPool.query<{ id: string; user_id: string }>(
    "select id, user_id from orders where type = 'payment' and status = 'WAIT_PAY' order by id limit 2",
  );
  const [ahead, behind] = await Promise.all(rows.map((row) => after.get(row.user_id, row.id)));
  if (!ahead || !behind) throw new Error("the seed holds no open payments");
  await apply(after, changeOf(ahead, "pay"), nextNumber());
  await apply(before, changeOf(behind, "pay"), nextNumber());

  expect(await backfill(options("payments"))).toMatchObject({ run: 2, read: 300, written: 1 });
  expect(await after.get(ahead.userId, ahead.id)).toMatchObject({ status: "captured", version: 2 });
  expect(await after.get(behind.userId, behind.id)).toEqual(await before.get(behind.userId, behind.id));
});

test("only one runs at a time", async () => {
  const first = backfill({ ...options("orders"), rowsPerSecond: 2_000 });
  await expect.poll(async () => (await checkpoints(stores.newPool))[0]?.finishedAt).toBeNull();
  await expect(backfill(options("orders"))).rejects.toThrow(BackfillBusy);
  await first;
});
