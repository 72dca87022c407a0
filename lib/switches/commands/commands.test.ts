import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { type TestProject, testProject } from "../../../scripts/test-project.ts";
import { AppError } from "../../platform/errors.ts";
import { environmentOf } from "../reads/environment.ts";
import { history } from "../reads/history.ts";
import { switchView } from "../reads/views.ts";
import { changeSwitch, previewChange } from "./change.ts";
import { holdSwitch, releaseSwitch } from "./hold.ts";
import { rollbackModule, rollbackProject, rollbackSwitch } from "./rollback.ts";
import { setRules } from "./rules.ts";
import { undoChange } from "./undo.ts";

let database: TestDatabase;
let project: TestProject;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders", "payments"] });
});

const at = { environment: "production", key: "orders.route" };

async function outcome(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

const rulesOf = (error: AppError) => (error.extra.refusals as { rule: string }[]).map(({ rule }) => rule);

async function stored(key = at.key) {
  const context = project.as("viewer");
  return switchView(context, await environmentOf(context, "production"), key);
}

describe("changing a switch", () => {
  it("stores the share, the history, the revision and the audit row together", async () => {
    const before = await stored();
    const changed = await changeSwitch(project.as("lead"), {
      ...at,
      expectedVersion: 1,
      target: "new",
      share: 10_000,
      reason: "first canary",
    });
    expect(changed.version).toBe(2);
    expect(changed.revision).toBeGreaterThan(before.revision);
    expect(changed.change).toMatchObject({
      direction: "forward",
      from: { position: "old", share: 0 },
      to: { position: "old", next: "new", share: 10_000 },
    });

    const now = await stored();
    expect(now).toMatchObject({ version: 2, revision: changed.revision, position: "old", next: "new", share: 10_000 });
    expect(now.lastChange).toEqual(changed.change);
    const environment = await database.db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "production" } });
    expect(Number(environment.revision)).toBe(changed.revision);
    const audit = await database.db.auditEvent.findFirstOrThrow({
      where: { projectId: project.id },
      orderBy: { sequence: "desc" },
    });
    expect(audit).toMatchObject({
      act: "switch.change",
      targetKey: "orders.route",
      environment: "production",
      reason: "first canary",
    });
  });

  it("settles at the full share", async () => {
    await changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "new", share: 100_000 });
    expect(await stored()).toMatchObject({ position: "new", next: null, share: 0 });
  });

  it("refuses a skipped position and says where the switch stands", async () => {
    const error = await outcome(
      changeSwitch(project.as("lead"), { ...at, key: "orders.data", expectedVersion: 1, target: "shadow", share: 100_000 }),
    );
    expect(rulesOf(error)).toEqual(["adjacent"]);
    expect(error.message).toContain("off");
  });

  it("refuses a position the axis does not have, and a change that changes nothing", async () => {
    expect(
      rulesOf(await outcome(changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "shadow", share: 5 }))),
    ).toEqual(["position"]);
    expect(
      rulesOf(await outcome(changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "old", share: 100_000 }))),
    ).toEqual(["unchanged"]);
    expect(await stored()).toMatchObject({ version: 1 });
  });

  it("answers a stale version with the other change", async () => {
    const theirs = await changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "new", share: 5_000 });
    const error = await outcome(changeSwitch(project.as("admin"), { ...at, expectedVersion: 1, target: "new", share: 50_000 }));
    expect(error.code).toBe("conflict");
    expect(error.extra.current).toMatchObject({ version: 2, share: 5_000 });
    expect(error.extra.theirChange).toEqual(theirs.change);
  });

  it("lets exactly one of many concurrent changes win", async () => {
    const shares = [1000, 2000, 3000, 4000, 5000, 6000];
    const results = await Promise.allSettled(
      shares.map((share) => changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "new", share })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    expect(await stored()).toMatchObject({ version: 2 });
  });

  it("hides switches of other projects", async () => {
    const other = await testProject(database.db, { modules: ["shipping"] });
    const error = await outcome(changeSwitch(other.as("admin"), { ...at, expectedVersion: 1, target: "new", share: 1 }));
    expect(error.code).toBe("not-found");
    expect(await stored()).toMatchObject({ version: 1 });
  });

  it("names the role that is needed", async () => {
    for (const role of ["viewer", "operator"] as const) {
      const error = await outcome(changeSwitch(project.as(role), { ...at, expectedVersion: 1, target: "new", share: 1 }));
      expect(error.code).toBe("forbidden");
    }
    const error = await outcome(changeSwitch(project.as("operator"), { ...at, expectedVersion: 1, target: "new", share: 1 }));
    expect(error.extra.roleNeeded).toBe("lead");
  });

  it("lets an operator lower a share", async () => {
    await changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "new", share: 50_000 });
    const changed = await changeSwitch(project.as("operator"), { ...at, expectedVersion: 2, target: "new", share: 1_000 });
    expect(changed.change.direction).toBe("back");
  });

  it("previews the same decision without storing it", async () => {
    const preview = await previewChange(project.as("viewer"), { ...at, expectedVersion: 1, target: "new", share: 10_000 });
    expect(preview).toMatchObject({ ok: true, direction: "forward", to: { next: "new", share: 10_000 } });
    expect(
      await previewChange(project.as("viewer"), { ...at, key: "orders.data", expectedVersion: 1, target: "live", share: 1 }),
    ).toMatchObject({
      ok: false,
      refusals: [{ rule: "adjacent" }],
    });
    expect(await stored()).toMatchObject({ version: 1 });
  });
});

describe("rolling back", () => {
  async function walkForward() {
    let version = 1;
    for (const target of ["dualwrite", "shadow", "live"]) {
      const changed = await changeSwitch(project.as("lead"), {
        environment: "production",
        key: "orders.data",
        expectedVersion: version,
        target,
        share: 100_000,
      });
      version = changed.version;
    }
  }

  it("goes to the newest state behind and holds the switch", async () => {
    await changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "new", share: 10_000 });
    await changeSwitch(project.as("lead"), { ...at, expectedVersion: 2, target: "new", share: 50_000 });
    const answer = await rollbackSwitch(project.as("operator"), at);
    expect(answer.change).toMatchObject({ act: "rollback", direction: "back", held: true, to: { share: 10_000 } });
    expect(await stored()).toMatchObject({ held: true, share: 10_000 });
  });

  it("prefers the last state that stood ten minutes", async () => {
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    await changeSwitch(project.as("lead", minutes(0)), { ...at, expectedVersion: 1, target: "new", share: 10_000 });
    await changeSwitch(project.as("lead", minutes(30)), { ...at, expectedVersion: 2, target: "new", share: 25_000 });
    await changeSwitch(project.as("lead", minutes(31)), { ...at, expectedVersion: 3, target: "new", share: 50_000 });
    expect((await stored()).rollbackTo).toMatchObject({ share: 10_000, version: 2 });
    const answer = await rollbackSwitch(project.as("operator", minutes(32)), at);
    expect(answer.change.to.share).toBe(10_000);
  });

  it("walks one position at a time to a named one", async () => {
    await walkForward();
    const answer = await rollbackSwitch(project.as("operator"), { environment: "production", key: "orders.data", to: "off" });
    expect(answer.changes.map(({ change }) => change.to.position)).toEqual(["shadow", "dualwrite", "off"]);
    const context = project.as("viewer");
    const page = await history(context, await environmentOf(context, "production"), "orders.data", { limit: 3 });
    expect(page.items.map(({ version }) => version)).toEqual([7, 6, 5]);
    expect(page.nextCursor).toBe("5");
  });

  it("never moves forward, and says when there is nothing behind", async () => {
    expect(rulesOf(await outcome(rollbackSwitch(project.as("operator"), { ...at, to: "new" })))).toEqual(["back"]);
    expect(rulesOf(await outcome(rollbackSwitch(project.as("operator"), at)))).toEqual(["nothing-behind"]);
    expect(
      rulesOf(await outcome(rollbackModule(project.as("operator"), { environment: "production", module: "orders" }))),
    ).toEqual(["nothing-behind"]);
  });

  it("takes a module back to its joint state: what stood longer stays", async () => {
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    await changeSwitch(project.as("lead", minutes(0)), {
      environment: "production",
      key: "orders.data",
      expectedVersion: 1,
      target: "dualwrite",
      share: 100_000,
    });
    await changeSwitch(project.as("lead", minutes(60)), { ...at, expectedVersion: 1, target: "new", share: 10_000 });
    const { changes } = await rollbackModule(project.as("operator", minutes(62)), {
      environment: "production",
      module: "orders",
    });
    expect(changes.map(({ change }) => [change.switch, change.to.share, change.to.position])).toEqual([
      ["orders.route", 0, "old"],
    ]);
  });

  it("takes data back first while it answers from new", async () => {
    await walkForward();
    await changeSwitch(project.as("lead"), {
      environment: "production",
      key: "orders.call",
      expectedVersion: 1,
      target: "new",
      share: 100_000,
    });
    const { changes } = await rollbackModule(project.as("operator"), { environment: "production", module: "orders", to: "old" });
    expect(changes.map(({ change }) => change.switch)).toEqual(["orders.data", "orders.data", "orders.data", "orders.call"]);
  });

  it("takes the whole project back in one act", async () => {
    await changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "new", share: 10_000 });
    await changeSwitch(project.as("lead"), { ...at, key: "payments.route", expectedVersion: 1, target: "new", share: 100_000 });
    const { changes } = await rollbackProject(project.as("operator"), { environment: "production" });
    expect(changes.map(({ change }) => change.switch).sort()).toEqual(["orders.route", "payments.route"]);
  });

  it("needs an operator, of this project", async () => {
    expect(await outcome(rollbackSwitch(project.as("viewer"), at))).toMatchObject({
      code: "forbidden",
      extra: { roleNeeded: "operator" },
    });
    const other = await testProject(database.db, { modules: [] });
    expect((await outcome(rollbackModule(other.as("admin"), { environment: "production", module: "orders" }))).code).toBe(
      "not-found",
    );
  });
});

describe("holding and releasing", () => {
  it("refuses forward moves until a lead releases", async () => {
    await holdSwitch(project.as("operator"), { ...at, expectedVersion: 1 });
    expect(
      rulesOf(await outcome(changeSwitch(project.as("lead"), { ...at, expectedVersion: 2, target: "new", share: 1 }))),
    ).toEqual(["held"]);
    expect((await outcome(releaseSwitch(project.as("operator"), at))).extra.roleNeeded).toBe("lead");
    await releaseSwitch(project.as("lead"), { ...at, expectedVersion: 2 });
    await changeSwitch(project.as("lead"), { ...at, expectedVersion: 3, target: "new", share: 1 });
    expect(rulesOf(await outcome(releaseSwitch(project.as("lead"), at)))).toEqual(["unchanged"]);
    expect((await outcome(holdSwitch(project.as("operator"), { ...at, expectedVersion: 1 }))).code).toBe("conflict");
  });
});

describe("undoing", () => {
  it("reverses my latest change and restores the state before it", async () => {
    const lead = project.as("lead");
    await changeSwitch(lead, { ...at, expectedVersion: 1, target: "new", share: 10_000 });
    const undone = await undoChange(lead, { ...at, expectedVersion: 2 });
    expect(undone.change).toMatchObject({ act: "undo", direction: "back", to: { position: "old", next: null, share: 0 } });
  });

  it("lets only a lead undo a rollback, and releases what it had held", async () => {
    await changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "new", share: 10_000 });
    await rollbackSwitch(project.as("operator"), at);
    expect((await outcome(undoChange(project.as("operator"), at))).extra.roleNeeded).toBe("lead");
    expect(rulesOf(await outcome(undoChange(project.as("admin"), at)))).toEqual(["not-yours"]);
  });

  it("says when there is nothing to undo", async () => {
    expect(rulesOf(await outcome(undoChange(project.as("lead"), at)))).toEqual(["nothing-to-undo"]);
  });
});

describe("rules", () => {
  it("are stored with the switch and shown in its history", async () => {
    const rules = [
      {
        name: "old apps",
        conditions: [{ attribute: "appVersion", operator: "semver" as const, max: "6.0.0" }],
        result: "position" as const,
      },
    ];
    await setRules(project.as("lead"), { ...at, expectedVersion: 1, rules });
    expect(await stored()).toMatchObject({ version: 2, rules, lastChange: { act: "rules", direction: "none" } });
    expect((await outcome(setRules(project.as("operator"), { ...at, expectedVersion: 2, rules }))).code).toBe("forbidden");
  });
});

describe("the database itself", () => {
  it("refuses to rewrite history or audit, and states that cannot be", async () => {
    await changeSwitch(project.as("lead"), { ...at, expectedVersion: 1, target: "new", share: 10_000 });
    const { db } = database;
    await expect(db.$executeRaw`UPDATE switch_changes SET share = 1`).rejects.toThrow(/append-only/);
    await expect(db.$executeRaw`DELETE FROM audit_events`).rejects.toThrow(/append-only/);
    await expect(db.$executeRaw`TRUNCATE audit_events`).rejects.toThrow(/append-only/);
    await expect(db.$executeRaw`UPDATE switches SET share = 100000`).rejects.toThrow();
    await expect(db.$executeRaw`UPDATE switches SET next = NULL, share = 5`).rejects.toThrow();
    await expect(db.$executeRaw`UPDATE switches SET position = 'shadow' WHERE axis = 'route'`).rejects.toThrow();
    await expect(db.$executeRaw`UPDATE switches SET next = 'live' WHERE axis = 'data'`).rejects.toThrow();
    await expect(db.$executeRaw`UPDATE switches SET version = 0`).rejects.toThrow();
  });
});
