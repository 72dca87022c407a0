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
