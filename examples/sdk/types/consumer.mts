// What a TypeScript service sees. It is compiled against the package, never run.
import { OpenFeature } from "@openfeature/server-sdk";
import { type Client, createClient, LeaseError, type Migrator, type Stage } from "@switchyard/sdk";
import { SwitchyardProvider } from "@switchyard/sdk/openfeature";
import { type TestClient, testClient } from "@switchyard/sdk/testing";

type Order = { id: string; total: number };

const client: Client = createClient({ url: ["http://127.0.0.1:3001"], token: "sy_…", service: "orders" });
const side: "old" | "new" = client.position("orders.route", { targetingKey: "user-1" }, "old");
const stage: Stage = client.position<Stage>("orders.data", { targetingKey: "user-1" }, "off");
// @ts-expect-error: a stage is no side
client.position("orders.route", {}, "shadow");

const orders: Migrator<string, Order | null, Order, Order> = client.migrator({
  key: "orders.data",
  readOld: async (_id: string): Promise<Order | null> => null,
  readNew: async () => null,
  writeOld: async (order: Order) => order,
  writeNew: async (order, write) => (write.role === "secondary" ? write.authority : order),
  keyOf: ({ id }) => id,
});

export async function save(order: Order, signal: AbortSignal): Promise<Order | LeaseError> {
  try {
    return await orders.write({ targetingKey: order.id }, "save", order, { signal, deadlineSeconds: 2 });
  } catch (error) {
    if (error instanceof LeaseError) return error;
    throw error;
  }
}

const test: TestClient = testClient({ switches: { "orders.data": { position: "shadow", next: "live", share: 50_000 } } });
test.force("orders.data", "user-1", "live");

export const provided = OpenFeature.setProviderAndWait(new SwitchyardProvider(test));
export const positions = { side, stage };
