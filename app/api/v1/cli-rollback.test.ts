import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { goOn } from "@/lib/plans/commands/advance.ts";
import { duePlans } from "@/lib/plans/commands/due.ts";
import { pendingLegs, settleLeg } from "@/lib/rollbacks/commands/legs.ts";
import { type Ended, launch, type Running, run } from "@/scripts/test-cli.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { type TestSwitches, testSwitches } from "@/scripts/test-switches.ts";
import { SOON } from "../../../scripts/test-patience.ts";
import { bootstrap, newToken } from "./_http/test-client.ts";
import { type TestConsole, testConsole } from "./_http/test-console.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** What an engineer does at night: look, go back, and follow it to the end. */

// Some commands have a process of their own, on machines that have other things to do.
vi.setConfig({ testTimeout: 60_000 });

let database: TestDatabase;
let server: TestConsole;

beforeAll(async () => {
  database = await servedDatabase();
  server = await testConsole();
});
afterAll(async () => {
  await server.close();
  await database.close();
});

let switches: TestSwitches;
let operator = "";
const running: Running[] = [];
beforeEach(async () => {
  switches = await testSwitches(database);
  operator = await newToken(await bootstrap(database.db), switches.key, ["operate"]);
});
afterEach(async () => {
  server.before = null;
  for (const one of running.splice(0)) {
    one.interrupt();
    await one.ended;
  }
});

const started = (by: typeof run, args: string[]): Running => {
  const one = by(args, { SWITCHYARD_URL: server.url, SWITCHYARD_TOKEN: operator });
  running.push(one);
  return one;
};
const begin = (...args: string[]) => started(run, args);
/** In a process of its own. */
const apart = (...args: string[]) => started(launch, args);
const ended = (...args: string[]): Promise<Ended> => begin(...args).ended;
const workerTurn = async () => {
  for (const plan of await duePlans(database.db)) await goOn(database.db, plan);
};

describe("rollback", () => {
  it("takes a switch back and holds it, without a question", async () => {
    await switches.change("orders.route", "new");
    const { code, stdout } = await apart("rollback", "orders.route").ended;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^orders\.route stands at old, moved from new, held \(v3, revision \d+\)\.\n$/),
    });
    expect(await ended("rollback", "orders.route")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("nothing-behind: "),
    });
  });

  it("names the rules and the policy that go with a state, before and after", async () => {
    const conditions = [{ attribute: "group", operator: "equals" as const, value: "test" }];
    const rules = [{ name: "testers", conditions, result: "next" as const }];
    await switches.change("orders.route", "new", { share: 5000, checkRatio: 20_000 });
    await switches.change("orders.route", "new", { share: 5000, checkRatio: 50_000, rules });
    const goes = "  rule “testers” goes, and sends nobody ahead any more\n  20% of reads are compared again\n";
    expect((await ended("get", "orders.route")).stdout).toContain("rule “testers” goes, and sends nobody ahead any more");
    expect(await ended("rollback", "orders", "--preview")).toMatchObject({
      code: 0,
      stdout: `orders.route would go from new 5% to new 5%, in 2 steps.\n${goes}`,
    });
    expect(await switches.view("orders.route")).toMatchObject({ version: 3 });
    const { stdout } = await ended("rollback", "orders.route");
    expect(stdout).toMatch(/^orders\.route stands at new 5%, held \(v4, revision \d+\)\.\n {2}rule “testers” goes, /);
    expect(stdout).toContain("  20% of reads are compared again\n");
    expect(await ended("rollback", "orders.route", "--to", "2", "--preview")).toMatchObject({
      stdout: "There is nothing behind the present state.\n",
    });
  });

  it("follows a module's plan until its last step is stored", async () => {
    await switches.walkTo("live");
    await switches.instance("a-1");
    const following = begin("rollback", "orders", "--to", "old");
    await expect.poll(following.said, SOON).toContain("waits: barrier: ");
    expect(following.said()).toContain("orders.data stands at shadow");
    await expect
      .poll(async () => {
        await switches.instance("a-1");
        await workerTurn();
        return following.hasEnded();
      }, SOON)
      .toBe(true);
    const { code, stderr } = await following.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/orders: done, (\d) of \1 steps stored\.\n$/) });
    expect(await switches.view("orders.data")).toMatchObject({ position: "off", held: true });
    expect(await switches.view("orders.call")).toMatchObject({ position: "old", held: true });
  });

  it("leaves the rest to the worker when nobody waits for it", async () => {
    await switches.walkTo("live");
    await switches.instance("a-1");
    const { code, stdout } = await ended("rollback", "orders", "--to", "old", "--no-wait");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("The worker goes on") });
    const following = apart("rollback", "orders", "--to", "old");
    await expect.poll(following.said, SOON).toContain("waits: ");
    following.interrupt();
    expect(await following.ended).toMatchObject({ code: 130, stderr: expect.stringContaining("The worker goes on") });
  });

  it("takes every module back once the project is named", async () => {
    await switches.change("orders.route", "new");
    await switches.change("payments.route", "new", { confirm: "payments" });
    const following = begin("rollback", "--all", switches.key);
    await expect.poll(following.said, SOON).toContain("0 of 2 modules looked at");
    for (const leg of await pendingLegs(database.db, 10)) await settleLeg(database.db, leg);
    expect(await following.ended).toMatchObject({
      code: 0,
      stdout: "2 switches held just now; 2 modules go back, each by itself.\n",
      stderr: expect.stringContaining("2 of 2 modules looked at, 2 go back."),
    });
    expect(await switches.view("payments.route")).toMatchObject({ position: "old", held: true });
  });

  it("keeps trying while the console is away, and counts once", async () => {
    await switches.change("orders.route", "new");
    let cut = 0;
    server.before = async ({ method, socket }, answer) => {
      if (cut >= 3 || (cut === 2 && method !== "POST")) return;
      cut += 1;
      if (cut === 3) await answer();
      socket.destroy();
    };
    const { code, stderr } = await ended("rollback", "orders.route");
    expect({ code, cut }).toEqual({ code: 0, cut: 3 });
    expect(stderr.match(/Trying again\./g)).toHaveLength(3);
    expect(await switches.view("orders.route")).toMatchObject({ version: 3 });
  });
});

describe("watch", () => {
  it("prints a line for every change of what is watched, over a broken stream, and ends well on Ctrl-C", async () => {
    const watching = apart("watch", "orders");
    await expect.poll(watching.said, SOON).toContain("waiting for changes of 3 switches");
    await switches.change("payments.route", "new", { confirm: "payments" });
    await switches.change("orders.route", "new", { share: 5000 });
    await expect
      .poll(watching.said, SOON)
      .toContain("orders.route moved from old to new 5% by the lead: a test asks for it (v2)\n");
    server.cut();
    await switches.change("orders.route", "new", { share: 10_000 });
    await expect.poll(watching.said, SOON).toContain("(v3)\n");
    watching.interrupt();
    const { code, stdout } = await watching.ended;
    expect({ code, lines: stdout.trim().split("\n").length }).toEqual({ code: 0, lines: 2 });
    expect(stdout).not.toContain("payments");
  });

  it("prints JSON, one change a line", async () => {
    let streaming = false;
    server.before = async ({ url }) => {
      streaming ||= url?.endsWith("/events") ?? false;
    };
    const watching = begin("watch", "--json");
    await expect.poll(() => streaming, SOON).toBe(true);
    await ended("hold", "orders.route");
    await ended("hold", "orders.call");
    await expect.poll(() => watching.said().split("\n").length, SOON).toBe(3);
    watching.interrupt();
    const lines = (await watching.ended).stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { switch: "orders.route", act: "hold" },
      { switch: "orders.call", act: "hold" },
    ]);
  });
});

it("instances lists the copies of services, and those that changes wait for", async () => {
  expect((await ended("instances")).stdout).toContain("No instance has registered.");
  await switches.instance("a-1");
  await switches.change("orders.route", "new");
  await switches.instance("a-2");
  const { stdout } = await ended("instances");
  expect(stdout).toMatch(/api +a-1 +1 +\d+ of \d+ +\d+\ss ago +runs, holds/);
  expect(stdout).toMatch(/api +a-2 +1 +\d+ +\d+\ss ago +runs, holds/);
  expect((await ended("instances", "--lagging")).stdout).not.toContain("a-2");
  expect(JSON.parse((await ended("instances", "--lagging", "--json")).stdout).items).toMatchObject([{ instance: "a-1" }]);
  expect((await ended("get", "orders.route")).stdout).toMatch(/in effect +at 1 of 2 instances\n +waits for api a-1/);
});
