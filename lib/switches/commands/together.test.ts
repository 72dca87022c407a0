import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { changeTogether } from "./lockstep.ts";

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  orders = await testSwitches(database);
});

const one = (key: string, target: string, wanted = {}) => ({ key, target, expectedVersion: 1, ...wanted });
const put = (changes: ReturnType<typeof one>[], wanted = {}, role: "lead" | "operator" = "lead") =>
  changeTogether(orders.as(role), { environment: "production", changes, reason: "they belong together", ...wanted });

describe("several switches", () => {
  it("change under one revision", async () => {
    const both = [one("orders.route", "new", { share: 5000 }), one("payments.route", "new", { share: 5000 })];
    const { changes } = await put(both, { confirm: "2" });
    expect(changes.map(({ change }) => [change.switch, change.to.share])).toEqual([
      ["orders.route", 5000],
      ["payments.route", 5000],
    ]);
    expect(new Set(changes.map(({ revision }) => revision)).size).toBe(1);
    expect(await orders.view("orders.route")).toMatchObject({ version: 2, revision: changes[0]?.revision });
  });

  it("are judged with those before them in place: call forward before data, data back before call", async () => {
    await orders.walkTo("shadow");
    await orders.change("orders.data", "shadow", { secondaryWrites: "required" });
    await orders.change("orders.call", "old");
    const { version } = await orders.view("orders.data");
    const wanted = { confirm: "2", override: "compared by hand" };
    const call = one("orders.call", "new", { expectedVersion: 3 });
    await put([one("orders.data", "live", { expectedVersion: version }), call], wanted);
    const back = [
      one("orders.call", "old", { expectedVersion: 4 }),
      one("orders.data", "shadow", { expectedVersion: version + 1 }),
    ];
    const { changes } = await put(back, { reason: undefined }, "operator");
    expect(changes.map(({ change }) => change.switch)).toEqual(["orders.data", "orders.call"]);
  });

  it("change all or none, and the refusals name theirs", async () => {
    const error = await failure(put([one("orders.route", "new"), one("payments.data", "live")], { confirm: "2" }));
    expect(error.extra.refusals).toMatchObject([{ rule: "adjacent", detail: { switch: "payments.data" } }]);
    const stale = put([one("orders.route", "new"), one("payments.route", "new", { expectedVersion: 7 })], { confirm: "2" });
    expect((await failure(stale)).code).toBe("conflict");
    expect(rulesOf(await failure(put([one("orders.route", "new"), one("orders.route", "old")])))).toEqual(["twice"]);
    expect((await failure(put([one("orders.route", "new"), one("absent.route", "new")]))).code).toBe("not-found");
    expect(await orders.view("orders.route")).toMatchObject({ version: 1 });
  });

  it("ask for their number, but where nothing is protected and all stand at one place", async () => {
    const both = [one("orders.route", "new"), one("payments.route", "new")];
    expect(rulesOf(await failure(put(both)))).toEqual(["confirm"]);
    expect(rulesOf(await failure(put(both, { confirm: "orders", reason: undefined })))).toEqual(["reason", "confirm"]);
    expect((await failure(put(both, { confirm: "2" }, "operator"))).extra.roleNeeded).toBe("lead");
    const elsewhere = { environment: "staging", reason: undefined };
    expect((await put(both, elsewhere)).changes).toHaveLength(2);
    const unlike = [one("orders.call", "new"), one("payments.route", "old", { expectedVersion: 2, share: 50_000 })];
    expect(rulesOf(await failure(put(unlike, { environment: "staging" })))).toEqual(["confirm"]);
  });
});
