import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { record } from "../lib/audit/commands.ts";
import { HeadsDamaged, headsFile } from "../lib/audit/reads/heads-file.ts";
import { verifyAudit } from "../lib/audit/reads/verify.ts";
import { log } from "../lib/platform/log.ts";
import { type TestDatabase, testDatabase } from "../scripts/test-database.ts";
import { type TestProject, testProject } from "../scripts/test-project.ts";
import { heads } from "./heads.ts";
import { keepHeads } from "./keep-heads.ts";

let database: TestDatabase;
let project: TestProject;
let home: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "what the heads of these tests are signed with");
  home = await mkdtemp(join(tmpdir(), "heads-"));
  project = await testProject(database.db, { modules: [] });
});
afterEach(() => rm(home, { recursive: true }));

async function write(count: number): Promise<void> {
  for (let share = 1; share <= count; share += 1) {
    const what = { act: "switch.change", targetKind: "switch", targetKey: "orders.route", before: null, after: { share } };
    await record(project.as("lead"), what);
  }
}

/** What the owner of the tables can do. */
async function tamper(sql: string): Promise<void> {
  await database.pool.query("ALTER TABLE audit_events DISABLE TRIGGER USER");
  await database.pool.query(sql, [project.id]);
  await database.pool.query("ALTER TABLE audit_events ENABLE TRIGGER USER");
}

const keep = () => keepHeads(database.db, home);
const verify = (full = false) => verifyAudit(project.as("viewer"), { home, full });
const mine = (heads: readonly { projectId: string }[]) => heads.filter(({ projectId }) => projectId === project.id);

describe("a worker", () => {
  it("tells of every end, and once of what is missing of a chain or damaged in the file", async () => {
    const [info, error] = [vi.spyOn(log, "info"), vi.spyOn(log, "error")];
    const { work } = heads(database.db, home);
    const { signal } = new AbortController();
    await write(2);
    await work(signal);
    const told = info.mock.calls.filter(([fields]) => (fields as { project?: string }).project === project.key);
    expect(told).toEqual([[{ project: project.key, head: expect.stringMatching(/^2:[0-9a-f]{64}$/) }, "audit head"]]);

    await tamper("DELETE FROM audit_events WHERE project_id = $1 AND sequence = 2");
    for (let look = 0; look < 2; look += 1) await work(signal);
    expect(error.mock.calls.map(([, message]) => message)).toEqual([
      `the audit log of ${project.key} no longer holds event 2 as it was`,
    ]);
    await writeFile(headsFile(home), "{}");
    for (let look = 0; look < 2; look += 1) await work(signal);
    expect(error).toHaveBeenCalledTimes(2);
  });
});

describe("the ends of the chains", () => {
  it("are kept outside the database as they grow, for this account only", async () => {
    expect((await verify()).kept).toBeNull();
    await write(2);
    expect(mine((await keep()).grown)).toMatchObject([{ project: project.key, sequence: 2 }]);
    expect((await stat(headsFile(home))).mode & 0o777).toBe(0o600);
    expect(await keep()).toEqual({ grown: [], missing: [] });
    await write(1);
    expect(mine((await keep()).grown)).toMatchObject([{ sequence: 3 }]);
    expect(await verify()).toMatchObject({ ok: true, events: 3, kept: { state: "holds", event: 3 } });
  });

  it("show that the newest events were cut off, also after others were written in their place", async () => {
    await write(3);
    await keep();
    await tamper("DELETE FROM audit_events WHERE project_id = $1 AND sequence = 3");
    expect(await verify()).toMatchObject({ ok: false, brokenAt: null, events: 2, kept: { state: "missing", event: 3 } });

    await write(4);
    expect(await verify(true)).toMatchObject({ ok: false, brokenAt: null, events: 6, kept: { state: "missing", event: 3 } });
    const looked = await keep();
    expect([mine(looked.grown), mine(looked.missing)]).toMatchObject([[], [{ sequence: 3 }]]);
    expect(await verify()).toMatchObject({ ok: false, kept: { state: "missing", event: 3 } });
  });

  it("show that a whole log was emptied", async () => {
    await write(1);
    await keep();
    await tamper("DELETE FROM audit_events WHERE project_id = $1");
    expect(mine((await keep()).missing)).toMatchObject([{ sequence: 1 }]);
    expect(await verify()).toMatchObject({ ok: false, events: 0, kept: { state: "missing", event: 1 } });
  });

  it("are not believed when the file was edited, cut off or signed elsewhere, and are left as they are", async () => {
    await write(2);
    await keep();
    const text = await readFile(headsFile(home), "utf8");
    for (const wrong of [text.replace('"sequence": 2', '"sequence": 1'), text.slice(0, 40), "{}"]) {
      await writeFile(headsFile(home), wrong);
      await expect(keep()).rejects.toThrow(HeadsDamaged);
      expect(await verify()).toMatchObject({ ok: false, brokenAt: null, kept: { state: "damaged", event: null } });
      expect(await readFile(headsFile(home), "utf8")).toBe(wrong);
    }
    await writeFile(headsFile(home), text);
    expect(await verify()).toMatchObject({ ok: true });
    vi.stubEnv("NEXTAUTH_SECRET", "what another installation signs with, of 32 characters");
    expect(await verify()).toMatchObject({ ok: false, kept: { state: "damaged" } });
  });
});
