import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, describe, expect, inject, test } from "vitest";
import { type Product, start, stop } from "../support/product.ts";
import { failed, newHome, quiet, removeHomes } from "./homes.ts";
import { allGone, processesOf } from "./processes.ts";

/** What `npm start` promises to whoever runs it: the artefact itself, started, killed and stopped. */

const running: Product[] = [];

async function started(...args: Parameters<typeof start>): Promise<Product> {
  const product = await start(...args);
  running.push(product);
  return product;
}

afterEach(async () => {
  for (const product of running.splice(0)) {
    product.kill("SIGKILL");
    await product.ended;
  }
});

afterAll(async () => {
  await removeHomes();
});

describe("a running installation", () => {
  const home = newHome("main");
  let product: Product;
  const call = (path: string, body?: unknown) =>
    fetch(`${product.url}/api/v1${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${product.token}`, "content-type": "application/json" },
      body: body ? JSON.stringify(body) : null,
    });

  test("starts without reaching for the network, keeps data over a kill, and stops without a trace", async () => {
    // A registry nobody answers at stands for a machine that is offline.
    const offline = { ...quiet, npm_config_registry: "http://127.0.0.1:9", npm_config_offline: "true" };
    product = await started({ home, env: offline });
    expect(product.lines.join("\n")).toMatch(/set up +http:\/\/127\.0\.0\.1:\d+\/setup#\S{40,}/);
    expect((await call("/projects", { key: "kept", name: "Kept" })).status).toBe(201);

    product.kill("SIGKILL");
    await product.ended;
    product = await started({ home, env: quiet });
    expect((await call("/projects/kept")).status).toBe(200);
    expect(await stop(product)).toBe(0);
    expect(processesOf(home)).toEqual([]);
  });

  test("refuses a second start in the same home and goes on itself", async () => {
    product = await started({ home, env: quiet });
    const second = await failed({ home, env: quiet });
    expect(second).toEqual({ code: 1, lines: [expect.stringMatching(/is running in .* already \(process \d+\)/)] });
    expect((await fetch(`${product.url}/api/health`)).status).toBe(200);
  });

  test("starts again whatever dies, Postgres included", async () => {
    product = await started({ home, env: quiet });
    for (const part of ["postgres", "dataplane", "worker", "web"]) {
      const [victim] = processesOf(home, part);
      expect(victim, `${part}\n${product.lines.join("\n")}`).toBeDefined();
      process.kill(victim as number, "SIGKILL");
      await expect.poll(() => processesOf(home, part).some((pid) => pid !== victim), { timeout: 20_000 }).toBe(true);
    }
    await expect.poll(async () => (await call("/projects").catch(() => null))?.status, { timeout: 30_000 }).toBe(200);
    await expect
      .poll(async () => (await fetch(`${product.dataplaneUrl}/readyz`).catch(() => null))?.status, { timeout: 30_000 })
      .toBe(200);
    expect(await stop(product)).toBe(0);
  });

  test("leaves no process behind when it is killed", async () => {
    product = await started({ home, env: quiet });
    expect(processesOf(home).length).toBeGreaterThan(3);
    product.kill("SIGKILL");
    await product.ended;
    expect(await allGone(home)).toBe(true);
  });

  test("shows that the newest of its audit log were cut off, which the role that runs it may not do", async () => {
    product = await started({ home, env: quiet });
    expect((await call("/projects", { key: "cut", name: "Cut" })).status).toBe(201);
    const verified = async () => (await call("/projects/cut/audit/verify")).json();
    await expect.poll(verified, { timeout: 30_000 }).toMatchObject({ ok: true, kept: { state: "holds" } });

    const { postgresPassword } = JSON.parse(readFileSync(join(home, "secrets.json"), "utf8"));
    const port = readFileSync(join(home, "postgres.port"), "utf8");
    const owner = new pg.Client(`postgres://switchyard:${postgresPassword}@127.0.0.1:${port}/switchyard`);
    await owner.connect();
    const running =
      "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    expect((await owner.query(running)).rows).toEqual([{ usename: "switchyard_app" }]);
    await owner.query("ALTER TABLE audit_events DISABLE TRIGGER USER");
    await owner.query("DELETE FROM audit_events WHERE project_id = (SELECT id FROM projects WHERE key = 'cut')");
    await owner.query("ALTER TABLE audit_events ENABLE TRIGGER USER");
    await owner.end();
    expect(await verified()).toMatchObject({ ok: false, brokenAt: null, kept: { state: "missing" } });
    expect(await stop(product)).toBe(0);
  });

  test("keeps its secrets to itself", () => {
    const secrets = JSON.parse(readFileSync(join(home, "secrets.json"), "utf8"));
    const logs = readdirSync(join(home, "logs")).map((name) => readFileSync(join(home, "logs", name), "utf8"));
    const said = [...product.lines, ...logs].join("\n");
    for (const secret of Object.values<string>(secrets)) expect(said).not.toContain(secret);
  });
});

test("uses another Postgres when DATABASE_URL names one", async () => {
  const home = newHome("external");
  const url = new URL(inject("postgres"));
  url.pathname = "/external";
  const env = { DATABASE_URL: url.href };
  expect(await failed({ home, env })).toEqual({
    code: 1,
    lines: [expect.stringMatching(/^DATABASE_URL: there is no database external/)],
  });

  const client = new pg.Client(inject("postgres"));
  await client.connect();
  await client.query("CREATE DATABASE external");
  const product = await started({
    home,
    env: { ...env, SWITCHYARD_ADMIN_EMAIL: "first@example.com", SWITCHYARD_ADMIN_PASSWORD: "long enough" },
  });
  expect(existsSync(join(home, "postgres"))).toBe(false);
  expect(product.lines.join("\n")).not.toMatch(/set up|demo\.local/);
  const headers = { authorization: `Bearer ${product.token}` };
  expect(await (await fetch(`${product.url}/api/v1/projects`, { headers })).json()).toMatchObject({ items: [] });
  expect(await stop(product)).toBe(0);
  await client.query("DROP DATABASE external");
  await client.end();
});

test("runs as one user on the tables of another when OWNER_URL names that one", async () => {
  const client = new pg.Client(inject("postgres"));
  await client.connect();
  await client.query("CREATE ROLE apart_runs LOGIN PASSWORD 'runs'");
  await client.query("CREATE ROLE apart_owns LOGIN PASSWORD 'owns' IN ROLE apart_runs");
  await client.query("CREATE DATABASE apart OWNER apart_owns");
  const as = (user: string, password: string) => {
    const url = new URL(inject("postgres"));
    return Object.assign(url, { pathname: "/apart", username: user, password }).href;
  };
  const env = { DATABASE_URL: as("apart_runs", "runs"), OWNER_URL: as("apart_owns", "owns") };
  const home = newHome("apart");
  expect(await failed({ home, env: { ...env, DATABASE_URL: env.OWNER_URL } })).toEqual({
    code: 1,
    lines: expect.arrayContaining([expect.stringMatching(/^OWNER_URL: the user of DATABASE_URL owns the tables/)]),
  });

  const product = await started({ home, env });
  const headers = { authorization: `Bearer ${product.token}`, "content-type": "application/json" };
  const body = JSON.stringify({ key: "apart", name: "Apart" });
  expect((await fetch(`${product.url}/api/v1/projects`, { method: "POST", headers, body })).status).toBe(201);
  expect(await stop(product)).toBe(0);
  await client.query("DROP DATABASE apart");
  await client.query("DROP ROLE apart_owns, apart_runs");
  await client.end();
});
