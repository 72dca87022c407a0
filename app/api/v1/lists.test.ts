import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { SAID, type TestSwitches, testSwitches } from "@/scripts/test-switches.ts";
import { bootstrap, type Client } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** Reads of many switches at once: small, bounded, and not repeated while nothing changed. */

let database: TestDatabase;
let owner: Client;
let orders: TestSwitches;
let at = "";

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  orders = await testSwitches(database);
  at = `/projects/${orders.key}/environments/production`;
});
afterAll(() => database.close());

const tagOf = async (path: string) => (await owner("GET", path)).headers.get("etag") ?? "";
const again = (path: string, etag: string) => owner("GET", path, { headers: { "if-none-match": etag } });
const lagging = async (count: number) => {
  for (let number = 1; number <= count; number++) await orders.instance(`orders-${number}`, { revision: 1 });
};

describe("where all switches stand", () => {
  it("tells the place, the rules that keep and the change each stands by, and nothing of moves", async () => {
    await orders.change("orders.route", "new", { share: 5000, rules: [keeps] });
    const { items } = (await owner("GET", `${at}/standings`)).body as { items: Record<string, unknown>[] };
    expect(items.map(({ key }) => key)).toEqual([...keysOf("orders"), ...keysOf("payments")]);
    expect(items.find(({ key }) => key === "orders.route")).toMatchObject({
      ...{ position: "old", next: "new", share: 5000, pins: 1, held: false, version: 2 },
      change: { act: "change", direction: "forward", from: { position: "old", share: 0 }, by: "the lead" },
    });
    expect(items.find(({ key }) => key === "payments.data")).toMatchObject({ position: "off", version: 1, change: null });
    expect(Object.keys(items[0] ?? {})).not.toEqual(expect.arrayContaining(["moves"]));
  });

  it("is the same until a switch changes, whoever asks", async () => {
    const etag = await tagOf(`${at}/standings`);
    expect((await again(`${at}/standings`, etag)).status).toBe(304);
    await orders.change("payments.route", "new", { share: 1000 });
    expect((await again(`${at}/standings`, etag)).status).toBe(200);
    expect(await tagOf(`/projects/${orders.key}/environments/staging/standings`)).not.toBe(etag);
  });
});

describe("how far changes have come", () => {
  it("counts by revision and names the five furthest behind", async () => {
    await lagging(7);
    await orders.instance("orders-8");
    const { body } = await owner("GET", `${at}/following`);
    expect(body).toMatchObject({ of: 8, since: 0, services: [] });
    const acknowledged = body.acknowledged as { revision: number; instances: number }[];
    expect(acknowledged.map(({ instances }) => instances)).toEqual([7, 1]);
    expect((body.waiting as unknown[]).length).toBe(5);

    const etag = await tagOf(`${at}/following`);
    expect((await again(`${at}/following`, etag)).status).toBe(304);
    await orders.instance("orders-1");
    expect((await again(`${at}/following`, etag)).status).toBe(200);
  });

  it("says of a switch the same as the switch itself", async () => {
    const { body } = await owner("GET", `${at}/following`);
    const acknowledged = body.acknowledged as { revision: number; instances: number }[];
    for (const view of (await owner("GET", `${at}/switches`)).body.items as { revision: number; propagation: object }[]) {
      const there = acknowledged.filter(({ revision }) => revision >= view.revision);
      const applied = there.reduce((sum, { instances }) => sum + instances, 0);
      expect(view.propagation).toMatchObject({ applied, of: body.of });
    }
  });

  it("names five of those a move waits for, and counts all", async () => {
    await lagging(9);
    await orders.walkTo("shadow");
    const view = await orders.view("orders.data");
    const barrier = view.moves.flatMap(({ gates }) => gates).find(({ rule, passed }) => rule === "barrier" && !passed);
    expect(barrier?.detail).toMatchObject({ count: 9 });
    expect(barrier?.detail.waiting).toHaveLength(5);
    expect(barrier?.message).toContain("and 4 more");
  });
});

describe("running copies of services", () => {
  const asked = (query: Record<string, string>) =>
    owner("GET", `/projects/${orders.key}/instances`, { query: { environment: "production", ...query } });
  const names = ({ items }: Record<string, unknown>) => (items as { instance: string }[]).map(({ instance }) => instance).sort();

  it("come page by page, with how many there are", async () => {
    const first = (await asked({ limit: "4" })).body;
    const rest = (await asked({ limit: "200", cursor: String(first.nextCursor) })).body;
    expect([first.count, names(first).length, rest.count, rest.nextCursor]).toEqual([9, 4, 9, null]);
    expect([...names(first), ...names(rest)].sort()).toEqual(names((await asked({})).body));
  });

  it("are found by name, and by the revision they have not acknowledged", async () => {
    await orders.instance("orders-3");
    const { revision } = (await owner("GET", at)).body;
    const behind = (await asked({ behind: String(revision) })).body;
    expect([behind.count, names(behind).includes("orders-3")]).toEqual([8, false]);
    expect(names((await asked({ text: " RDERS-3" })).body)).toEqual(["orders-3"]);
    expect((await asked({ text: "orders-3", behind: String(revision) })).body).toMatchObject({ items: [], count: 0 });
    expect((await asked({ behind: "-1" })).body.errors).toMatchObject([{ path: "behind" }]);
  });
});

describe("what changed last", () => {
  it("is a line each, newest first, also when it was long ago", async () => {
    const news = async () => (await owner("GET", `${at}/news`)).body.items as Record<string, unknown>[];
    const before = await news();
    expect(before[0]).toMatchObject({ switch: "orders.data", direction: "forward", reason: SAID.reason, by: "the lead" });
    expect(before.length).toBeGreaterThan(2);
    expect(before.every((line) => !("gates" in line))).toBe(true);
  });
});

describe("how many modules do how well", () => {
  it("counts those nobody measured as unknown", async () => {
    expect((await owner("GET", `${at}/health`)).body).toEqual({
      ...{ bad: 0, watch: 0, unknown: 2, held: 0, ok: 0 },
      headline: {
        state: "unknown",
        module: "orders",
        sentence: "2 modules are Unknown; first orders. Nothing was measured yet.",
      },
    });
  });

  it("says the same of one module alone", async () => {
    const { body } = await owner("GET", `${at}/health`, { query: { module: "payments" } });
    expect(body).toMatchObject({ unknown: 1, headline: { sentence: "payments is Unknown. Nothing was measured yet." } });
    expect((await owner("GET", `${at}/health`, { query: { module: "nothing" } })).body).toMatchObject({ headline: null });
  });
});

describe("switches with their moves", () => {
  it("come page by page, a module whole wherever the page ends, or one module alone", async () => {
    const first = await owner("GET", `${at}/switches`, { query: { limit: "2" } });
    expect(keys(first.body)).toEqual(["orders.call", "orders.data"]);
    const second = await owner("GET", `${at}/switches`, { query: { limit: "2", cursor: String(first.body.nextCursor) } });
    expect(keys(second.body)).toEqual(["orders.route", "payments.call"]);
    const last = await owner("GET", `${at}/switches`, { query: { cursor: "payments.call" } });
    expect(keys(last.body)).toEqual(["payments.data", "payments.route"]);
    expect(last.body.nextCursor).toBeNull();
    const whole = (await owner("GET", `${at}/switches`, { query: { module: "payments" } })).body;
    expect(keys(whole)).toEqual(keysOf("payments"));
    expect((second.body.items as unknown[])[1]).toMatchObject((whole.items as object[])[0] as object);
  });

  it.each<[string, Record<string, string>]>([
    ["limit", { limit: "1000000" }],
    ["limit", { limit: "0" }],
    ["cursor", { cursor: "orders.none" }],
    ["cursor", { cursor: "1c1cbd9e-0000-7000-8000-000000000000" }],
    ["cursor", { module: "payments", cursor: "orders.route" }],
    ["fields", { fields: "everything" }],
  ])("are asked for within bounds: %s", async (path, query) => {
    const reply = await owner("GET", `${at}/switches`, { query });
    expect(reply.status).toBe(400);
    expect((reply.body.errors as { path: string }[]).map((error) => error.path)).toEqual([path]);
  });
});

describe("a cursor of another list", () => {
  it.each(["plans", "jobs", "proposals"])("is refused by name: %s", async (list) => {
    const foreign = (await database.db.module.findFirstOrThrow()).id;
    const query = { cursor: foreign, ...(list === "proposals" ? {} : { environment: "production" }) };
    const reply = await owner("GET", `/projects/${orders.key}/${list}`, { query });
    expect([reply.status, reply.body.errors]).toMatchObject([400, [{ path: "cursor" }]]);
  });
});

const keeps = {
  name: "old apps",
  conditions: [{ attribute: "app", operator: "equals" as const, value: "1.0" }],
  result: "position" as const,
};
const keysOf = (module: string) => ["call", "data", "route"].map((axis) => `${module}.${axis}`);
const keys = (body: Record<string, unknown>) => (body.items as { key: string }[]).map(({ key }) => key);
