import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { News } from "@/app/api/v1/projects/[project]/events/feed.ts";
import { GET } from "@/app/api/v1/projects/[project]/events/route.ts";
import { record } from "@/lib/audit/commands.ts";
import { onChange } from "@/lib/platform/changes.ts";
import { openSession } from "@/lib/sessions/commands.ts";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { personOf, type TestProject, testProject } from "../../../scripts/test-project.ts";
import { bootstrap, newToken, sessionCookie } from "./_http/test-client.ts";

let database: TestDatabase;
let project: TestProject;
const ends = new Set<AbortController>();

beforeAll(async () => {
  database = await testDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("NEXTAUTH_SECRET", "secret for the tests of this file only");
  // The console's feed listens: from here on no hint is missed.
  await new Promise<void>((resolve) => onChange((hint) => Object.keys(hint).length === 0 && resolve()));
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders"], people: true });
});
const hangUp = () => {
  for (const end of ends) end.abort();
  ends.clear();
};
afterEach(hangUp);

type Message = { event: string; id: number | null; news: News };

/** Listens as the viewer, or as whoever sends these headers; messages but heartbeats, and whether the stream has ended. */
async function listen(lastId?: number, as?: Record<string, string>) {
  const who = as ?? { cookie: await sessionCookie(personOf("viewer").id, 1) };
  const end = new AbortController();
  ends.add(end);
  const headers = { ...who, ...(lastId === undefined ? {} : { "last-event-id": String(lastId) }) };
  const request = new NextRequest(`http://127.0.0.1:3000/api/v1/projects/${project.key}/events`, { headers, signal: end.signal });
  const response = await GET(request, { params: Promise.resolve({ project: project.key }) });
  const heard: Message[] = [];
  const state = { heard, from: -1, ended: false, status: response.status };
  if (response.status !== 200) return state;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  const first = new Promise<void>((resolve) => {
    const read = async () => {
      for (let rest = ""; ; ) {
        const { value, done } = await reader.read();
        if (done) break;
        const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = parts.pop() ?? "";
        for (const part of parts) {
          const of = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(part)?.[1] ?? null;
          const at = of("id") === null ? null : Number(of("id"));
          if (of("event") === "heartbeat") state.from = at ?? state.from;
          else heard.push({ event: of("event") ?? "", id: at, news: JSON.parse(of("data") ?? "{}") });
        }
        resolve();
      }
      state.ended = true;
    };
    read().catch(() => undefined);
  });
  await first;
  return state;
}

const write = (share: number, environment = "production") =>
  record(project.as("lead"), {
    act: "switch.change",
    targetKind: "switch",
    targetKey: "orders.route",
    environment,
    before: null,
    after: { share, version: share },
  });
const cursors = (heard: Message[]) => heard.flatMap(({ news }) => news.events.map(({ cursor }) => cursor));
it("tells what happened, to what, and where to go on", async () => {
  const stream = await listen();
  await write(7);
  await expect.poll(() => cursors(stream.heard)).toEqual([stream.from + 1]);
  expect(stream.heard[0]).toMatchObject({
    event: "changed",
    id: stream.from + 1,
    news: {
      project: project.id,
      more: false,
      events: [
        { kind: "switch.change", subject: { kind: "switch", key: "orders.route" }, environment: "production", version: 7 },
      ],
    },
  });
});

it("goes on where it ended, without a gap", async () => {
  const before = await listen();
  await write(1);
  await write(2);
  const resumed = await listen(before.from);
  await write(3);
  await expect.poll(() => cursors(resumed.heard)).toEqual([1, 2, 3].map((n) => before.from + n));
});

it("says that everything may have changed to whoever was away for long, or knew of more", async () => {
  const { from } = await listen();
  hangUp();
  await database.pool.query(
    `INSERT INTO audit_events (project_id, sequence, at, actor_kind, actor_id, actor_name, origin, act, target_kind, target_key, request_id, previous, hash)
     SELECT $1, $2::int + n, now(), 'user', 'u', 'u', 'api', 'switch.change', 'switch', 'orders.route', 'r', 'a', 'b' FROM generate_series(1, 300) n`,
    [project.id, from],
  );
  for (const away of [from, from + 1000]) {
    const stream = await listen(away);
    expect(stream.from).toBe(from + 300);
    await expect.poll(() => stream.heard).toMatchObject([{ id: from + 300, news: { more: true, events: [] } }]);
  }
});

it("tells a burst in a few messages", async () => {
  const stream = await listen();
  await Promise.all(Array.from({ length: 60 }, (_, n) => write(n).catch(() => undefined)));
  const { rows } = await database.pool.query("SELECT max(sequence) AS last FROM audit_events WHERE project_id = $1", [
    project.id,
  ]);
  await expect.poll(() => cursors(stream.heard).at(-1)).toBe(rows[0].last);
  expect(stream.heard.length).toBeLessThan(30);
});

it.each([
  ["session is ended", (id: string) => database.db.session.deleteMany({ where: { userId: id } })],
  ["sessions are all ended", (id: string) => database.db.user.update({ where: { id }, data: { sessionVersion: 2 } })],
  ["membership goes without a word", (id: string) => database.db.membership.deleteMany({ where: { userId: id } })],
])("ends at once for whoever's %s, and for nobody else", async (_, end) => {
  const email = `${randomBytes(5).toString("hex")}@example.test`;
  const memberships = { create: { projectId: project.id, role: "viewer" as const } };
  const { id } = await database.db.user.create({ data: { email, name: "Ada", memberships } });
  const sessionId = await openSession(database.db, id, "", new Date());
  const [theirs, other] = [await listen(undefined, { cookie: await sessionCookie(id, 1, sessionId) }), await listen()];
  await end(id);
  await expect.poll(() => theirs.ended, { timeout: 10_000 }).toBe(true);
  expect(other.ended).toBe(false);
});

it("tells a token of one environment nothing of another", async () => {
  const secret = await newToken(await bootstrap(database.db), project.key, ["operate"], "staging");
  const stream = await listen(undefined, { authorization: `Bearer ${secret}` });
  await write(1);
  await write(2, "staging");
  await expect.poll(() => cursors(stream.heard)).toEqual([stream.from + 2]);
  const resumed = await listen(stream.from, { authorization: `Bearer ${secret}` });
  await expect.poll(() => cursors(resumed.heard)).toEqual([stream.from + 2]);
  expect(JSON.stringify([stream.heard, resumed.heard])).not.toContain("production");
});

it("ends for whoever was taken out of the project, before it tells of it, and lets nobody else go", async () => {
  const stream = await listen();
  await database.db.membership.deleteMany({ where: { projectId: project.id, userId: personOf("viewer").id } });
  const gone = { act: "member.delete", targetKind: "member", targetKey: "viewer@example.test", before: null, after: null };
  await record(project.as("admin"), gone);
  await expect.poll(() => stream.ended).toBe(true);
  expect(stream.heard).toEqual([]);
  expect((await listen()).status).toBe(404);
});
