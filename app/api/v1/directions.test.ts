import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLES, type Role } from "@/lib/core/access/policy.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, signedIn } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/**
 * Every door × what is asked × who asks, on a switch that is held, in a freeze window, where changes need a second
 * person: whatever may move anybody forward is a lead's and refused by all of them, whatever cannot is anybody's on call.
 */

const PLACE = "/projects/orders/environments/production";
const KEY = "orders.route";
const below = (max: string): Rule => ({
  name: `below ${max}`,
  conditions: [{ attribute: "appVersion", operator: "semver", max }],
  result: "position",
});
const TESTERS: Rule = {
  name: "testers",
  conditions: [{ attribute: "group", operator: "equals", value: "test" }],
  result: "next",
};
const PIN = below("6.2.0");
/** Half of the subjects are at new, but old apps, whom a rule keeps at old. */
const STATE = { position: "old", next: "new", share: 50_000, rules: [PIN] as object[], held: true, checkRatio: 100_000 };
const FULL = { ...STATE, share: 100_000 };

type Asked = { name: string; body: object; state?: typeof STATE };
const BACK: Asked[] = [
  { name: "a lower share", body: { share: 49_999 } },
  { name: "a lower share and the same rules", body: { share: 49_999, rules: [PIN] } },
  { name: "everybody back, and no rule left", body: { target: "old", share: 100_000, rules: [] } },
  { name: "a wider pin", body: { share: 50_000, rules: [below("6.3.0")] } },
  { name: "one less than all others", body: { share: 99_999 }, state: FULL },
];
const FORWARD: Asked[] = [
  { name: "a higher share", body: { share: 50_001 } },
  { name: "a lower share and a rule that sends ahead", body: { share: 49_999, rules: [PIN, TESTERS] } },
  { name: "a lower share and no pin", body: { share: 49_999, rules: [] } },
  { name: "a lower share and a narrower pin", body: { share: 49_999, rules: [below("6.1.0")] } },
  { name: "a lower share and a pin that only some are kept by", body: { share: 49_999, rules: [TESTERS, PIN] } },
  { name: "a lower share and fewer reads compared", body: { share: 49_999, checkRatio: 0 } },
  { name: "a lower share and another policy", body: { share: 49_999, secondaryWrites: "required" } },
  { name: "the pins dropped at the full share", body: { share: 100_000, rules: [] }, state: FULL },
  { name: "the pins narrowed at the full share", body: { share: 100_000, rules: [below("6.1.0")] }, state: FULL },
  { name: "a lower share and fewer pins than at the full share", body: { share: 1, rules: [] }, state: FULL },
];

let database: TestDatabase;
let owner: Client;
let people: Record<Role, Client>;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  const make = async (path: string, body: object) => expect((await owner("POST", path, { body })).status).toBe(201);
  await make("/projects", { key: "orders", name: "orders" });
  await make("/projects/orders/modules", { key: "orders", name: "orders" });
  const now = Date.now();
  const [startsAt, endsAt] = [now - 3_600_000, now + 86_400_000].map((time) => new Date(time).toISOString());
  await make("/projects/orders/windows", { environment: "production", startsAt, endsAt, reason: "year end" });
  await database.db.environment.updateMany({ where: { key: "production" }, data: { approvals: true } });
  const members = await Promise.all(ROLES.map(async (role) => [role, await signedIn(database.db, "orders", role)] as const));
  people = Object.fromEntries(members) as Record<Role, Client>;
});
afterAll(() => database.close());

/** Puts the switch there, and asks a door as somebody. */
async function ask(who: Client, { body, state = STATE }: Asked, door: string) {
  await database.db.switch.updateMany({ where: { key: KEY, environment: { key: "production" } }, data: state });
  const { version: expectedVersion } = (await owner("GET", `${PLACE}/switches/${KEY}`)).body;
  const whole = { target: "new", ...body, expectedVersion };
  if (door === "together") return who("POST", `${PLACE}/changes`, { body: { changes: [{ key: KEY, ...whole }] } });
  if (door === "rules") {
    const { rules } = body as { rules?: object[] };
    return who("PUT", `${PLACE}/switches/${KEY}/rules`, { body: { rules, expectedVersion } });
  }
  return who("POST", `${PLACE}/switches/${KEY}/${door}`, { body: whole });
}

const rulesIn = ({ refusals = [] }: { refusals?: { rule: string }[] }) => refusals.map(({ rule }) => rule);
const WORDS = ["reason", "confirm"];
const STANDS = ["held", "freeze", "approval"];
/** A door that takes no rules and compared reads of its own is asked for the rest. */
const ALONE = ({ body }: Asked) => !("rules" in body) && !("checkRatio" in body);

describe.each(BACK)("$name moves nobody forward", (asked) => {
  it("and is an operator's at once", async () => {
    expect((await ask(people.viewer, asked, "preview")).body).toMatchObject({ ok: true, direction: "back", level: "R" });
    expect((await ask(people.viewer, asked, "changes")).body).toMatchObject({ status: 403, roleNeeded: "operator" });
    for (const role of ["operator", "lead", "admin"] as const) {
      for (const door of ALONE(asked) ? ["changes", "together"] : ["changes"]) {
        const { status, text } = await ask(people[role], asked, door);
        expect(status, `${role} ${door} ${text}`).toBe(201);
      }
    }
    expect(rulesIn((await ask(people.lead, asked, "proposals")).body)).toEqual(["not-forward"]);
  });
});

describe.each(FORWARD)("$name may move somebody forward, or is more than a move", (asked) => {
  it("and is a lead's, whom the hold, the window and the second person refuse", async () => {
    const preview = (await ask(people.viewer, asked, "preview")).body;
    expect(preview).toMatchObject({ ok: false, direction: "forward" });
    expect(rulesIn(preview)).toEqual(expect.arrayContaining([...STANDS, "reason"]));
    for (const door of ALONE(asked) ? ["changes", "together"] : ["changes"]) {
      expect((await ask(people.operator, asked, door)).body, door).toMatchObject({ status: 403, roleNeeded: "lead" });
      const { status, body } = await ask(people.lead, asked, door);
      expect(status).toBe(422);
      expect(rulesIn(body).filter((rule) => !WORDS.includes(rule))).toEqual(STANDS);
    }
    const said = { ...asked, body: { ...asked.body, reason: "as it was agreed", confirm: "orders" } };
    expect((await ask(people.operator, said, "proposals")).body).toMatchObject({ status: 403, roleNeeded: "lead" });
    expect((await ask(people.lead, said, "proposals")).status).toBe(201);
  });
});

describe("the rule list alone", () => {
  it("is judged as the move it makes", async () => {
    const dropped: Asked = { name: "", body: { rules: [] }, state: FULL };
    expect((await ask(people.operator, dropped, "rules")).body).toMatchObject({ status: 403, roleNeeded: "lead" });
    expect(rulesIn((await ask(people.lead, dropped, "rules")).body)).toEqual([...STANDS, "reason"]);
    const wider: Asked = { name: "", body: { rules: [below("6.3.0")] }, state: FULL };
    expect((await ask(people.lead, wider, "rules")).body).toMatchObject({
      change: { direction: "back", to: { share: 100_000 } },
    });
  });
});
