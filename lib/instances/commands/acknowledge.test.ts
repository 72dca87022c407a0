import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { countedInstances } from "../reads/counted.ts";
import { openDoubts } from "../reads/doubts.ts";
import { acknowledgementSchema } from "../schema.ts";
import { acknowledge, type Word } from "./acknowledge.ts";

let database: TestDatabase;
let environmentId: string;
let names = 0;
let name: string;

const PRESENT = 1_000_000;

beforeAll(async () => {
  database = await testDatabase();
  const project = await testProject(database.db, { modules: [] });
  const where = { projectId: project.id, key: "production" };
  environmentId = (await database.db.environment.findFirstOrThrow({ where })).id;
  await present(PRESENT);
});
afterAll(() => database.close());
beforeEach(() => {
  names += 1;
  name = `instance ${names}`;
});

const present = (revision: number) =>
  database.db.environment.update({ where: { id: environmentId }, data: { revision: BigInt(revision) } });

/** What the instance of this test said so many seconds ago. */
function word(fields: object, secondsAgo = 0): Word {
  const said = acknowledgementSchema.parse({ service: "api", instance: name, revision: PRESENT, ...fields });
  return { ...said, heardAt: performance.now() - secondsAgo * 1000 };
}

async function say(...words: Word[]): Promise<(string | null)[]> {
  const outcomes = await acknowledge(database.pool, environmentId, words);
  return outcomes?.map(({ refusal }) => refusal?.rule ?? null) ?? [];
}

const row = async () => database.db.instance.findFirst({ where: { environmentId, service: "api", instance: name } });

const counting = async () =>
  (await countedInstances(database.db, environmentId))
    .filter(({ instance }) => instance === name)
    .map(({ incarnation }) => incarnation);
const doubted = async () =>
  (await openDoubts(database.db, environmentId))
    .filter(({ instance }) => instance === name)
    .map(({ incarnation }) => incarnation)
    .sort();

describe("in whatever order two dataplanes store what an instance said", () => {
  /** Words of one run, said one after the other, revisions growing; the last may be its farewell. */
  const history = fc
    .record({
      steps: fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }),
      leaves: fc.boolean(),
      order: fc.infiniteStream(fc.nat(9)),
    })
    .map(({ steps, leaves, order }) => {
      let revision = 0;
      const said = steps.map((step, index) => {
        revision += step;
        const farewell = leaves && index === steps.length - 1;
        return { version: `v${index}`, revision, leaseSeconds: farewell ? 0 : 30, secondsAgo: (steps.length - index) * 2 };
      });
      const places = said.map((_, index) => ({ index, at: order.next().value as number }));
      return { said, delivery: places.toSorted((a, b) => a.at - b.at).map(({ index }) => index) };
    });

  it.each([
    ["named", { incarnation: "run" }],
    ["unnamed", {}],
  ])(
    "the newest word of a %s run stays",
    async (_, run) => {
      await fc.assert(
        fc.asyncProperty(history, async ({ said, delivery }) => {
          names += 1;
          name = `instance ${names}`;
          // Registered long before, at the lowest revision there is.
          await present(0);
          await say(word({ ...run, register: "incarnation" in run, revision: 0, version: "first" }, 60));
          await present(PRESENT);
          for (const index of delivery) {
            const { secondsAgo, ...fields } = said[index] as (typeof said)[number];
            await say(word({ ...run, ...fields }, secondsAgo));
          }
          const newest = said.at(-1) as (typeof said)[number];
          const stored = await row();
          expect(Number(stored?.revision)).toBe(newest.revision);
          expect(stored?.departure ?? null).toBe(newest.leaseSeconds === 0 ? "deregistered" : null);
          if (newest.leaseSeconds > 0) expect(stored?.serviceVersion).toBe(newest.version);
        }),
        { numRuns: 60 },
      );
    },
    60_000,
  );

  it("a farewell that comes late does not end what began since", async () => {
    await say(word({}, 10));
    await say(word({ leaseSeconds: 0 }, 8));
    await say(word({ version: "again" }, 1));
    await say(word({ leaseSeconds: 0 }, 5));
    expect(await row()).toMatchObject({ serviceVersion: "again", departedAt: null });
  });
});

it("a farewell is taken at any revision, and moves none", async () => {
  const run = { incarnation: "run", onLeaseLoss: "fence" };
  await say(word({ ...run, register: true }));
  await present(PRESENT + 1);
  await database.db.instance.updateMany({ where: { instance: name }, data: { leaseUntil: new Date(0) } });
  expect(await say(word({ ...run, revision: 0, leaseSeconds: 0 }))).toEqual([null]);
  expect(await row()).toMatchObject({ departure: "deregistered", revision: BigInt(PRESENT) });
  await present(PRESENT);
});

describe("times", () => {
  it("are Postgres': from before the word to after its lease", async () => {
    const heard = Date.now() - 5000;
    await say(word({ leaseSeconds: 30 }, 5));
    const { acknowledgedAt, leaseUntil } = await database.db.instance.findFirstOrThrow({ where: { instance: name } });
    expect(acknowledgedAt.getTime()).toBeLessThanOrEqual(heard + 5);
    expect(acknowledgedAt.getTime()).toBeGreaterThan(heard - 1000);
    expect(leaseUntil.getTime()).toBeGreaterThanOrEqual(heard + 30_000 - 5);
  });

  it("never shorten a lease that was granted", async () => {
    await say(word({ leaseSeconds: 600 }));
    const { leaseUntil } = (await row()) ?? {};
    await say(word({ leaseSeconds: 1 }));
    expect((await row())?.leaseUntil).toEqual(leaseUntil);
  });
});

describe("a registration beside a change of the revision", () => {
  it("waits for it, and is behind then", async () => {
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await client.query("UPDATE environments SET revision = $2 WHERE id = $1", [environmentId, PRESENT + 1]);
    let answered = false;
    const registering = say(word({ incarnation: "run", register: true })).finally(() => {
      answered = true;
    });
    await expect
      .poll(async () => (await client.query("SELECT 1 FROM pg_locks WHERE NOT granted")).rows.length, { timeout: 2000 })
      .toBeGreaterThan(0);
    expect(answered).toBe(false);
    await client.query("COMMIT");
    client.release();
    expect(await registering).toEqual(["behind"]);
    expect(await row()).toBeNull();
    await present(PRESENT);
  });

  it("of several runs under one name leaves them all, and none in doubt", async () => {
    const runs = ["a", "b", "c", "d"].map((incarnation) => say(word({ incarnation, register: true })));
    expect((await Promise.all(runs)).flat()).toEqual([null, null, null, null]);
    expect(await counting()).toEqual(["a", "b", "c", "d"]);
    expect(await doubted()).toEqual([]);
  });

  it("gives up rather than hold the change up, when its process stalls", async () => {
    const stalled = await database.pool.connect();
    await stalled.query("BEGIN");
    await stalled.query("SELECT 1 FROM environments WHERE id = $1 FOR NO KEY UPDATE", [environmentId]);
    await expect(say(word({}))).rejects.toThrow(/lock timeout/);
    await stalled.query("ROLLBACK");
    stalled.release();
    expect(await say(word({}))).toEqual([null]);
  }, 10_000);
});

describe("a run that begins from what another had saved", () => {
  const secret = (run: string) => run.repeat(43);
  const begin = (run: string, ...before: string[]) =>
    word({
      incarnation: run,
      secret: secret(run),
      register: true,
      succeeds: before.map((former) => ({ incarnation: former, secret: secret(former) })),
    });

  it("ends it, and leaves it in doubt", async () => {
    await say(begin("a"));
    expect(await say(begin("b", "a", "z"))).toEqual([null]);
    expect([await counting(), await doubted()]).toEqual([["b"], ["a"]]);
    expect(await say(word({ incarnation: "a", secret: secret("a") }))).toEqual(["unknown-instance"]);
    expect([await counting(), await doubted()]).toEqual([["b"], ["a"]]);
  });

  it("may be heard beside its own former words, in any order", async () => {
    await say(begin("a"));
    const renewal = word({ incarnation: "a", secret: secret("a"), version: "late" });
    expect(await say(renewal, begin("b", "a"), renewal, begin("a"), begin("c", "b", "a"))).toEqual([
      null,
      null,
      "unknown-instance",
      null,
      null,
    ]);
    expect([await counting(), await doubted()]).toEqual([["c"], ["a", "b"]]);
  });

  it("leaves no doubt behind one that deregistered", async () => {
    await say(begin("a"));
    await say(word({ incarnation: "a", secret: secret("a"), leaseSeconds: 0 }));
    expect(await say(begin("b", "a"))).toEqual([null]);
    expect([await counting(), await doubted()]).toEqual([["b"], []]);
  });
});

describe("who was written off", () => {
  const writeOff = () =>
    database.db.instance.updateMany({ where: { instance: name }, data: { departedAt: new Date(), departure: "written-off" } });

  it("is unknown until it registers anew, at the present revision", async () => {
    const run = { incarnation: "run" };
    await say(word({ ...run, register: true }));
    await writeOff();
    expect((await countedInstances(database.db, environmentId)).map(({ instance }) => instance)).not.toContain(name);
    expect(await say(word(run))).toEqual(["unknown-instance"]);
    expect(await say(word({ ...run, leaseSeconds: 0 }))).toEqual(["unknown-instance"]);
    expect(await say(word({ ...run, register: true, revision: PRESENT - 1 }))).toEqual(["behind"]);
    expect(await say(word({ ...run, register: true }))).toEqual([null]);
    expect(await row()).toMatchObject({ departedAt: null, departure: null, departureReason: null });
  });
});

it("an environment that is gone is answered as such", async () => {
  expect(await acknowledge(database.pool, crypto.randomUUID(), [word({})])).toBeNull();
});
