import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { type Client, LeaseError, type Migrator, UntoldError } from "../index.ts";
import { clientOf, closeAll, peerWith, readyClient } from "../test/harness.ts";
import { USER } from "../test/migrating.ts";
import { ordersAt, type Peer } from "../test/peer.ts";

afterEach(closeAll);

/** Both modules stand at `dualwrite`. */
function peer(): Promise<Peer> {
  const { switches, ...rest } = ordersAt(1, { data: "dualwrite" });
  const data = Object.entries(switches).filter(([key]) => key === "orders.data");
  const stock = data.map(([, state]) => ["stock.data", { ...state, key: "stock.data", module: "stock" }] as const);
  return peerWith({ ...rest, switches: Object.fromEntries([...data, ...stock]) });
}

function migrator(client: Client, key: string, calls: string[]): Migrator<string, string, string, string> {
  const store = (side: string) => async (input: string) => {
    calls.push(`${key} ${side} ${input}`);
    return input;
  };
  return client.migrator({ key, readOld: store("old"), readNew: store("new"), writeOld: store("old"), writeNew: store("new") });
}

const toldOf = (server: Peer) => server.acknowledgements.map(({ writes }) => writes);

describe("whose stores an instance writes", () => {
  test("it does not say before it knows, so that it counts as writing all", async () => {
    const server = await peer();
    const { client } = await readyClient(server);
    expect(toldOf(server)).toEqual([undefined]);
    const calls: string[] = [];
    server.failing.set("/api/v1/instances", { status: 503 });
    await migrator(client, "orders.data", calls).write(USER, "save", "a");
    expect(calls).toEqual(["orders.data old a", "orders.data new a"]);
  });

  test("are told together when they are named in one go", async () => {
    const server = await peer();
    const { client } = await readyClient(server);
    const calls: string[] = [];
    const [orders, stock] = [migrator(client, "orders.data", calls), migrator(client, "stock.data", calls)];
    server.failing.set("/api/v1/instances", { status: 503 });
    await Promise.all([orders.write(USER, "save", "a"), stock.write(USER, "save", "b")]);
    expect(calls).toHaveLength(4);
  });

  test("is known from the start where the service says so", async () => {
    const server = await peer();
    await readyClient(server, { writes: [], instance: "ingress" });
    await readyClient(server, { writes: ["orders", "stock"], instance: "api" });
    expect(toldOf(server)).toEqual([[], ["orders", "stock"]]);
    expect(() => clientOf(server, { writes: ["a\nb"] })).toThrow(/writes: expected printable text/);
    expect(() => clientOf(server, { writes: "orders" as never })).toThrow(/writes: expected the keys/);
  });
});

describe("the first write of a module that the server does not count yet", () => {
  test("waits until the server has stored that it does", async () => {
    const server = await peer();
    const { client } = await readyClient(server, { writes: ["orders"], instance: "one" });
    server.stores = false;
    const calls: string[] = [];
    const stock = migrator(client, "stock.data", calls);
    const write = stock.write(USER, "save", "a");
    await vi.waitFor(() => expect(toldOf(server).at(-1)).toEqual(["orders", "stock"]), SOON);
    expect(calls).toEqual([]);
    server.stores = true;
    expect(await write).toBe("a");
    expect(server.members.get("one")?.writes).toEqual(["orders", "stock"]);
    server.failing.set("/api/v1/instances", { status: 503 });
    expect(await stock.write(USER, "save", "b")).toBe("b");
  });

  test("fails by its deadline, with nothing written", async () => {
    const server = await peer();
    const { client } = await readyClient(server, { writes: ["orders"], operationSeconds: 0.3 });
    server.failing.set("/api/v1/instances", { status: 503 });
    const calls: string[] = [];
    const stock = migrator(client, "stock.data", calls);
    await expect(stock.write(USER, "save", "a", { deadlineSeconds: 0.05 })).rejects.toThrow(/does not know yet.*stock/);
    await expect(stock.write(USER, "save", "a")).rejects.toThrow(UntoldError);
    expect(calls).toEqual([]);
    expect(await migrator(client, "orders.data", calls).write(USER, "save", "b")).toBe("b");
  });

  test("fails at once where the instance may not act at all", async () => {
    const { client } = clientOf({ url: "http://127.0.0.1:9" }, { writes: ["orders"], operationSeconds: 60 });
    await expect(migrator(client, "stock.data", []).write(USER, "save", "a")).rejects.toThrow(LeaseError);
  });

  test("fails in an operation that asks where it goes, and is told", async () => {
    const server = await peer();
    const { client } = await readyClient(server, { writes: ["orders"], instance: "one" });
    const ask = () => client.operation(async (positionOf) => positionOf("stock.data", USER));
    await expect(ask()).rejects.toThrow(UntoldError);
    await vi.waitFor(async () => expect(await ask()).toBe("dualwrite"), SOON);
    expect(server.members.get("one")?.writes).toEqual(["orders", "stock"]);
  });

  test("after a start without contact is one the run before it had not named", async () => {
    const server = await peer();
    let text: string | null = null;
    const state = {
      load: () => text,
      save: async (saved: string) => {
        text = saved;
      },
    };
    await readyClient(server, { state, writes: ["orders"] });
    await vi.waitFor(() => expect(JSON.parse(text ?? "{}")).toMatchObject({ lease: {}, writes: ["orders"] }), SOON);
    await server.stop();
    const { client } = clientOf(server, { state, operationSeconds: 0.1 });
    const calls: string[] = [];
    expect(await migrator(client, "orders.data", calls).write(USER, "save", "a")).toBe("a");
    await expect(migrator(client, "stock.data", calls).write(USER, "save", "b")).rejects.toThrow(UntoldError);
  });
});
