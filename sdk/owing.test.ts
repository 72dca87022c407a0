import { afterEach, expect, test, vi } from "vitest";
import { SOON } from "../scripts/test-patience.ts";
import { closeAll } from "./test/harness.ts";
import { migratingAt, USER } from "./test/migrating.ts";
import { ordersAt } from "./test/peer.ts";

afterEach(closeAll);

const [LOST, PRESENT] = ["2a4f5b5e-0000-4000-8000-000000000001", "2a4f5b5e-0000-4000-8000-000000000002"];
const at = (lineage: string, revision: number, data: "dualwrite" | "shadow") => ({ ...ordersAt(revision, { data }), lineage });

test("after a restore a run says what it acts on only when it owes the ledger nothing", async () => {
  const keyed = { keyOf: (key: string) => key };
  const { peer, data } = await migratingAt(at(LOST, 5, "shadow"), ["new"], keyed, { leaseSeconds: 3 });
  peer.failing.set("/api/v1/ledger", { status: 503 });
  expect(await data.write(USER, "create", "order-7")).toBe("write old order-7");

  peer.publish(at(PRESENT, 1_000_005, "dualwrite"));
  const words = () => peer.acknowledgements as unknown as { revision: number; lineage: string; acting?: { than: number } }[];
  const before = words().length;
  await vi.waitFor(() => expect(words().length).toBeGreaterThan(before + 1), SOON);
  expect(words().filter(({ acting }) => acting)).toEqual([]);
  expect(words().at(-1)).toMatchObject({ lineage: LOST, revision: 5 });

  peer.failing.clear();
  await vi.waitFor(() => expect(words().at(-1)).toMatchObject({ revision: 5, acting: { than: 1_000_005 } }), SOON);
  expect(peer.ledger.open).toMatchObject([{ store: "new", key: "order-7" }]);
});
