import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOST_RUNS } from "../../lib/instances/commands/judge.ts";
import { countedInstances } from "../../lib/instances/reads/counted.ts";
import { openDoubts } from "../../lib/instances/reads/doubts.ts";
import { listInstances } from "../../lib/instances/reads/list.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { openEvents } from "../test-events.ts";
import { type TestProxy, testProxy } from "../test-proxy.ts";

let environment: TestEnvironment;
let proxy: TestProxy;
let dataplane: TestDataplane;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment();
  proxy = await testProxy(environment.database.url);
  token = (await environment.token(["report", "read"])).token;
  dataplane = await testDataplane(proxy.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await proxy.close();
  await environment.close();
});

const post = (body: Record<string, unknown>) => dataplane.post("/api/v1/instances", { service: "api", ...body });
const known = async () => (await dataplane.get("/api/v1/snapshot")).body.revision as number;
const listed = async (instance: string) => {
  const { items } = await listInstances(environment.database.db, { id: environment.id, key: "production" }, {}, new Date());
  return items.find((each) => each.instance === instance);
};
const doubtsOf = async (instance: string) =>
  (await openDoubts(environment.database.db, environment.id)).filter((doubt) => doubt.instance === instance);
/** As if everything had happened so much earlier. */
const age = (instance: string, seconds: number) =>
  environment.database.pool.query(
    `UPDATE instances SET acknowledged_at = acknowledged_at - $2 * interval '1 s', lease_until = lease_until - $2 * interval '1 s'
     WHERE instance = $1`,
    [instance, seconds],
  );

describe("an instance that does not name its run", () => {
  const say = (body: Record<string, unknown>) => post({ instance: "plain", ...body });

  it("registers, renews and moves on with the same few fields, and leaves", async () => {
    const revision = await known();
    const { status, body } = await say({ version: "1.2.3", revision, leaseSeconds: 60 });
    const told = { revision, leaseSeconds: 60, now: expect.any(String), stored: true, spreadSeconds: 0 };
    expect([status, body]).toEqual([200, told]);
    const first = await listed("plain");
    expect(first).toMatchObject({ service: "api", version: "1.2.3", revision, alive: true, onLeaseLoss: "hold", writes: null });

    const moved = await environment.move("orders.route", "new", 1000);
    expect((await say({ revision: moved })).status).toBe(200);
    expect(await listed("plain")).toMatchObject({ revision: moved, firstSeenAt: first?.firstSeenAt });

    expect((await say({ revision: moved, leaseSeconds: 0 })).body).toMatchObject({ leaseSeconds: 0, stored: true });
    expect(await listed("plain")).toMatchObject({ alive: false, holdsUp: false, departed: { how: "deregistered" } });
    expect((await say({ revision: moved })).status).toBe(200);
    expect(await listed("plain")).toMatchObject({ alive: true, departed: null });
    expect(await doubtsOf("plain")).toEqual([]);
  });

  it("is told over how long to acknowledge a change, by how many follow", async () => {
    const headers = { authorization: `Bearer ${token}` };
    const streams = await Promise.all([1, 2, 3, 4].map(() => openEvents(`${dataplane.url}/api/v1/stream`, headers)));
    const spread = async () => (await say({ revision: await known() })).body.spreadSeconds;
    expect(await spread()).toBeCloseTo(0.002, 6);
    for (const stream of streams) stream.close();
    await until(spread, (seconds) => seconds === 0);
  });

  it("may not go back", async () => {
    const revision = await known();
    await say({ revision });
    const reply = await say({ revision: revision - 1, version: "2" });
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({
      type: "urn:switchyard:problem:conflict",
      errors: [{ path: "revision" }],
      refusals: [{ rule: "backwards", detail: { revision: revision - 1, acknowledged: revision } }],
    });
    expect(await listed("plain")).toMatchObject({ revision, version: "" });
  });
});

describe("an instance that names its run", () => {
  const speaker =
    (instance: string, incarnation = "run 1", secret?: string) =>
    (body: Record<string, unknown>) =>
      post({ instance, incarnation, secret, ...body });

  it("registers at the present revision and at no other", async () => {
    const say = speaker("careful");
    const revision = await known();
    const unknown = await say({ revision });
    expect([unknown.status, unknown.body.refusals]).toMatchObject([409, [{ rule: "unknown-instance" }]]);
    const behind = await say({ revision: revision - 1, register: true });
    expect([behind.status, behind.body]).toMatchObject([
      409,
      { revision, refusals: [{ rule: "behind", detail: { present: revision } }] },
    ]);
    expect(await listed("careful")).toBeUndefined();
    const writes = ["orders"];
    const traits = { onLeaseLoss: "fence", coldStart: "persisted", operationSeconds: 3, writes };
    expect((await say({ revision, register: true, ...traits })).body).toMatchObject({ leaseSeconds: 30, stored: true });
    expect((await say({ revision })).status).toBe(200);
    const [counted] = (await countedInstances(environment.database.db, environment.id)).filter(
      (each) => each.instance === "careful",
    );
    expect(counted).toMatchObject({ revision, onLeaseLoss: "fence", writes });
    const { leaseUntil } = (await listed("careful")) ?? {};
    expect(counted?.leaseUntil.toISOString()).toBe(new Date(Date.parse(leaseUntil as string) + 3000).toISOString());
  });

  it("goes on counting when another registers under its name", async () => {
    const revision = await known();
    const [first, second] = [speaker("shared"), speaker("shared", "run 2")];
    await first({ revision, register: true });
    await second({ revision, register: true });
    await post({ instance: "shared", revision });
    await post({ instance: "shared", revision, leaseSeconds: 0 });
    expect((await first({ revision })).status).toBe(200);
    expect((await second({ revision, leaseSeconds: 0 })).status).toBe(200);
    const counted = await countedInstances(environment.database.db, environment.id);
    expect(counted.filter(({ instance }) => instance === "shared")).toMatchObject([{ incarnation: "run 1" }]);
  });

  it("that another succeeds is unknown, and what it may have left half done is in doubt", async () => {
    const revision = await known();
    const secret = "r".repeat(43);
    const [first, second] = [speaker("restarting", "run 1", secret), speaker("restarting", "run 2")];
    await first({ revision, register: true, operationSeconds: 5, writes: ["orders"] });
    const { acknowledgedAt } = (await listed("restarting")) ?? {};
    const succeeds = [{ incarnation: "run 1", secret }];
    expect((await second({ revision, register: true, succeeds })).status).toBe(200);
    expect(await doubtsOf("restarting")).toMatchObject([
      {
        incarnation: "run 1",
        writes: ["orders"],
        since: new Date(Date.parse(acknowledgedAt as string) - 5000),
        cause: "restarted",
      },
    ]);
    // A store may carry out for so long what the run asked of it when it ended.
    const [doubt] = await doubtsOf("restarting");
    expect(doubt?.noticedAt.getTime()).toBeGreaterThan(Date.now() + 1000);
    expect((await first({ revision })).body.refusals).toMatchObject([{ rule: "unknown-instance" }]);
    expect((await first({ revision, leaseSeconds: 0 })).body.refusals).toMatchObject([{ rule: "unknown-instance" }]);
    expect((await second({ revision })).status).toBe(200);
  });

  it("speaks with its secret alone; whoever has another is refused by name, and nothing changes", async () => {
    const revision = await known();
    const [own, other] = ["o".repeat(43), "x".repeat(43)];
    await speaker("guarded", "run 1", own)({ revision, register: true, version: "1" });
    const before = await environment.database.db.instance.findMany({ where: { instance: "guarded" } });
    const forged = [{}, { secret: other }].flatMap((secret) => [
      { incarnation: "run 1", ...secret, version: "forged" },
      { incarnation: "run 1", ...secret, register: true, onLeaseLoss: "fence" },
      { incarnation: "run 1", ...secret, leaseSeconds: 0 },
    ]);
    const thief = { incarnation: "run 2", register: true, succeeds: [{ incarnation: "run 1", secret: other }] };
    for (const body of [...forged, thief]) {
      const reply = await post({ instance: "guarded", revision, ...body });
      expect([reply.status, reply.body]).toMatchObject([
        409,
        { errors: [{ path: "secret" }], refusals: [{ rule: "not-this-run" }] },
      ]);
      expect(reply.text).not.toContain(other);
    }
    expect((await post({ instance: "guardian", incarnation: "run 1", secret: own, revision })).body.refusals).toMatchObject([
      { rule: "unknown-instance" },
    ]);
    expect(await environment.database.db.instance.findMany({ where: { instance: { startsWith: "guard" } } })).toEqual(before);
    expect(before[0]?.secretHash).not.toContain(own);
    expect((await speaker("guarded", "run 1", own)({ revision })).status).toBe(200);
  });

  it("is refused where so many of its name count that they cannot all be copies of one", async () => {
    const revision = await known();
    const register = (run: number) => speaker("crowded", `run ${run}`)({ revision, register: true });
    const replies = await Promise.all(Array.from({ length: MOST_RUNS + 1 }, (_, run) => register(run)));
    const refused = replies.filter(({ status }) => status !== 200);
    expect(refused.map(({ status, body }) => [status, body])).toMatchObject([
      [409, { errors: [{ path: "instance" }], refusals: [{ rule: "too-many-runs", detail: { runs: MOST_RUNS } }] }],
    ]);
  });

  it("that deregistered or writes nothing leaves no doubt behind", async () => {
    const revision = await known();
    const [first, second, third] = ["1", "2", "3"].map((run) => speaker("clean", `run ${run}`));
    await first?.({ revision, register: true });
    expect((await first?.({ revision, leaseSeconds: 0 }))?.status).toBe(200);
    expect((await first?.({ revision, leaseSeconds: 0 }))?.status).toBe(200);
    await second?.({ revision, register: true, writes: [] });
    await third?.({ revision, register: true });
    expect(await doubtsOf("clean")).toEqual([]);
  });

  it("that fences and lost its lease may go on only if nothing moved", async () => {
    const say = speaker("fencing");
    const revision = await known();
    await say({ revision, register: true, onLeaseLoss: "fence", leaseSeconds: 10, operationSeconds: 5 });
    await age("fencing", 16);
    expect(await doubtsOf("fencing")).toMatchObject([{ cause: "lease-lost" }]);
    expect((await say({ revision })).status).toBe(200);
    expect(await doubtsOf("fencing")).toEqual([]);

    await age("fencing", 60);
    const moved = await environment.move("payments.route", "new", 1000);
    const lost = await say({ revision });
    expect([lost.status, lost.body.refusals]).toMatchObject([409, [{ rule: "lease-lost" }]]);
    expect((await say({ revision: moved, register: true })).status).toBe(200);
    expect(await doubtsOf("fencing")).toEqual([]);
  });

  it("that holds keeps counting, and may catch up however late", async () => {
    const say = speaker("holding");
    const revision = await known();
    await say({ revision, register: true });
    await age("holding", 3600);
    await environment.move("payments.route", "new", 2000);
    expect((await say({ revision })).status).toBe(200);
  });
});

describe("acknowledgements", () => {
  const say = (body: Record<string, unknown>) => post({ instance: "odd", ...body });

  it("of the future are refused by name", async () => {
    const reply = await say({ revision: 1_000_000 });
    expect([reply.status, reply.body]).toMatchObject([422, { errors: [{ path: "revision" }], refusals: [{ rule: "future" }] }]);
    expect(await listed("odd")).toBeUndefined();
    expect((await dataplane.get("/metrics")).text).toMatch(/^switchyard_refused_acknowledgements_total\{rule="future"\} [1-9]/m);
  });

  it.each([
    ["a revision that is text", { revision: "1" }, "revision"],
    ["a negative lease", { revision: 1, leaseSeconds: -1 }, "leaseSeconds"],
    ["no service", { service: "", revision: 1 }, "service"],
    ["a NUL in a name", { instance: "a\u0000b", revision: 1 }, "instance"],
    ["half a character in a name", { instance: "a\ud800b", revision: 1 }, "instance"],
    ["an unknown way to lose a lease", { onLeaseLoss: "panic", revision: 1 }, "onLeaseLoss"],
    ["operations without end", { operationSeconds: 1e9, revision: 1 }, "operationSeconds"],
    ["a secret of no run", { secret: "s".repeat(43), revision: 1 }, "incarnation"],
    ["a secret that could be guessed", { incarnation: "run 1", secret: "secret", revision: 1 }, "secret"],
    ["more to succeed than there can be", { succeeds: Array(51).fill({}), revision: 1 }, "succeeds"],
  ])("with %s are refused, naming the field", async (_, body, path) => {
    const reply = await say(body);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    expect(reply.body.errors).toMatchObject([{ path }]);
  });

  it("need JSON, a known shape and the scope", async () => {
    expect((await say({ revision: 1, hello: 1 })).status).toBe(400);
    expect((await dataplane.post("/api/v1/instances", "{")).body.detail).toBe("The body is not JSON.");
    expect((await dataplane.post("/api/v1/instances", "{}", { "content-type": "text/plain" })).status).toBe(415);
    expect((await dataplane.post("/api/v1/instances", "{}", { "content-encoding": "gzip" })).status).toBe(415);
    expect((await dataplane.post("/api/v1/instances", `"${"x".repeat(1_100_000)}"`)).status).toBe(413);
    const reader = await environment.token(["read"]);
    const foreign = await dataplane.post("/api/v1/instances", {}, { authorization: `Bearer ${reader.token}` });
    expect([foreign.status, foreign.body.detail]).toEqual([403, expect.stringContaining("report")]);
  });

  it("of a revision this process has not heard of yet are believed, and its switches can be read after", async () => {
    const revision = await environment.move("orders.route", "new", 3000);
    expect((await say({ revision })).status).toBe(200);
    expect(await known()).toBe(revision);
  });

  it("are granted no lease while Postgres is away; all but registrations are stored after", async () => {
    const revision = await known();
    await say({ revision });
    const held = { instance: "held", incarnation: "run 1", secret: "h".repeat(43) };
    await post({ ...held, register: true, revision });
    const moved = await environment.move("orders.route", "new", 4000);
    await until(known, (seen) => seen === moved);
    proxy.cut();
    const alone = await say({ revision: moved, version: "later" });
    expect([alone.status, alone.body]).toMatchObject([200, { revision: moved, leaseSeconds: 0, stored: false }]);
    await post({ ...held, revision: moved });
    expect((await post({ ...held, secret: "x".repeat(43), revision: moved, leaseSeconds: 0 })).body.stored).toBe(false);
    const late = await post({ instance: "late", incarnation: "run 1", register: true, revision: moved });
    expect([late.status, late.body.stored]).toEqual([200, false]);
    expect((await say({ revision: 1_000_000 })).body.refusals).toMatchObject([{ rule: "future" }]);
    proxy.restore();
    await until(
      () => listed("odd"),
      (each) => each?.version === "later",
    );
    expect(await listed("held")).toMatchObject({ revision: moved, departed: null });
    expect(await listed("late")).toBeUndefined();
  });
});
