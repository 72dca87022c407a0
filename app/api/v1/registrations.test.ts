import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MOST_MODULES } from "@/lib/core/text/module-list.ts";
import { type Ended, run } from "@/scripts/test-cli.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrapToken, type Client, newToken, withToken } from "./_http/test-client.ts";
import { type TestConsole, testConsole } from "./_http/test-console.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** From an empty installation to a project with modules, over HTTP and from the terminal. */

let database: TestDatabase;
let console_: TestConsole;
let everywhere = "";
let owner: Client;
let project = "";

beforeAll(async () => {
  database = await servedDatabase();
  console_ = await testConsole();
  everywhere = await bootstrapToken(database.db);
  owner = withToken(everywhere);
});
afterAll(async () => {
  await console_.close();
  await database.close();
});
beforeEach(() => {
  project = `p-${randomBytes(4).toString("hex")}`;
});

const module = (key: string) => ({ key, name: key });
const made = () => owner("POST", "/projects", { body: module(project) });
const register = (...keys: string[]) =>
  owner("POST", `/projects/${project}/registrations`, { body: { modules: keys.map(module) } });
const count = () => database.db.module.count({ where: { project: { key: project } } });
const events = async () => (await owner("GET", `/projects/${project}/audit/verify`)).body.events;

describe("modules that are registered together", () => {
  it("come with their switches and an event each, in the order they were given", async () => {
    await made();
    const reply = await register("stock", "orders");
    expect(reply).toMatchObject({ status: 201, body: { items: [{ key: "stock", version: 1 }, { key: "orders" }] } });
    expect(await database.db.switch.count({ where: { project: { key: project } } })).toBe(2 * 3 * 3);
    const { body } = await owner("GET", `/projects/${project}/audit`, { query: { act: "module.create" } });
    expect(body.items).toMatchObject([{ target: { key: "orders" } }, { target: { key: "stock" } }]);
    expect((await owner("GET", `/projects/${project}/audit/verify`)).body).toMatchObject({ events: 3, ok: true });
  });

  it("are none when a key is taken, and each that is taken is named", async () => {
    await made();
    await register("orders", "stock");
    const before = await events();
    const reply = await register("payments", "stock", "orders");
    expect(reply).toMatchObject({
      status: 409,
      body: { current: expect.arrayContaining([expect.objectContaining(module("orders"))]) },
    });
    expect((reply.body.errors as { path: string }[]).map(({ path }) => path)).toEqual(["modules.1.key", "modules.2.key"]);
    expect([await count(), await events()]).toEqual([2, before]);
  });

  it("are none when one is wrong or comes twice, and it is named", async () => {
    await made();
    for (const [key, path] of [
      ["Stock", "modules.1.key"],
      ["orders", "modules.1.key"],
    ] as const) {
      expect(await register("orders", key)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    }
    expect(await register()).toMatchObject({ status: 400, body: { errors: [{ path: "modules" }] } });
    expect(await count()).toBe(0);
  });

  it("are let in once, however many register them at a time", async () => {
    await made();
    const replies = await Promise.all([register("a", "b"), register("b", "c"), register("c", "a")]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await count()).toBe(2);
  });

  it("may be as many as a list has", async () => {
    await made();
    const keys = Array.from({ length: MOST_MODULES }, (_, index) => `m-${index}`);
    expect((await register(...keys)).status).toBe(201);
    expect(await register(...keys, "one-more")).toMatchObject({ status: 400, body: { errors: [{ path: "modules" }] } });
  });
});

describe("a project with its first modules", () => {
  it("is made with them", async () => {
    const reply = await owner("POST", "/projects", {
      body: { ...module(project), modules: [module("orders"), module("stock")] },
    });
    expect(reply).toMatchObject({ status: 201, body: { key: project, environments: [{}, {}, { key: "production" }] } });
    expect(await database.db.switch.count({ where: { project: { key: project } } })).toBe(2 * 3 * 3);
  });

  it("is not made without them", async () => {
    const modules = [module("orders"), module("Stock")];
    const reply = await owner("POST", "/projects", { body: { ...module(project), modules } });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: "modules.1.key" }] } });
    expect((await owner("GET", `/projects/${project}`)).status).toBe(404);
  });
});

describe("in a terminal", () => {
  const env = (token: string) => ({ SWITCHYARD_URL: console_.url, SWITCHYARD_TOKEN: token });
  const as = (token: string, args: string[], input = ""): Promise<Ended> => run(args, env(token), input).ended;
  const json = ({ stdout }: Ended) => JSON.parse(stdout);
  const create = ["project", "create"];
  const add = ["module", "add"];

  it("a project is made, then its modules, and the API's answers are those of --json", async () => {
    expect(await as(everywhere, [...create, project, "--name", "Web shop", "--goal", "off by July"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`The project ${project} is there, with the environments development, staging, production.`),
    });
    const lead = await newToken(owner, project, ["manage"]);
    expect(await as(lead, [...add, "orders", "--name", "Orders", "--owner", "Wei Chen"])).toEqual({
      code: 0,
      stdout: "orders is registered: orders.route at old, orders.call at old, orders.data at off.\n",
      stderr: "",
    });
    expect(json(await as(lead, [...add, "stock", "carts", "--json"])).items).toMatchObject([module("stock"), module("carts")]);
    expect((await as(lead, ["get", "orders.data"])).code).toBe(0);
  });

  it("only an owner's token makes projects", async () => {
    await made();
    const lead = await newToken(owner, project, ["manage"]);
    const { code, stderr } = await as(lead, [...create, `${project}-2`, "--name", "x"]);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining("SWITCHYARD_BOOTSTRAP_TOKEN") });
  });

  it("a list comes on stdin, whole or not at all, and every faulty line is named", async () => {
    await made();
    const lead = await newToken(owner, project, ["manage"]);
    const faulty = await as(lead, add, "key,name\norders,Orders\nStock\n\norders\n");
    expect(faulty).toMatchObject({ code: 2, stdout: "" });
    expect(faulty.stderr).toContain("line 3: “Stock” is no key");
    expect(faulty.stderr).toContain("line 5: orders is in the list already");
    expect(json(await as(lead, [...add, "--json"], "Stock")).errors).toMatchObject([{ path: "line 1" }]);
    expect(await count()).toBe(0);

    expect(await as(lead, add, "orders;Orders;Wei Chen\nstock")).toMatchObject({ code: 0 });
    expect((await owner("GET", `/projects/${project}/modules/orders`)).body).toMatchObject({ owner: "Wei Chen" });

    const taken = await as(lead, add, "payments\n\nstock\n");
    expect({ code: taken.code, stderr: taken.stderr }).toEqual({
      code: 4,
      stderr: expect.stringContaining("line 3: stock: key: a module of this project has it already"),
    });
    expect(await count()).toBe(2);
    expect(await as(lead, add)).toMatchObject({ code: 2, stderr: expect.stringContaining("The list on stdin is empty.") });
  });

  it("a key that is none is told", async () => {
    await made();
    const { code, stderr } = await as(everywhere, [...add, "Orders", "--project", project]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("Orders: key: expected lower-case letters") });
  });
});
