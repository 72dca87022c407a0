import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { freePorts, homeFolder, launch, type Product, start, stop } from "../support/product.ts";

/** What `npm start` promises to whoever runs it: the artefact itself, started, killed and stopped. */

const running: Product[] = [];
const homes: string[] = [];

function newHome(name: string): string {
  const home = homeFolder(`smoke-${name}`);
  rmSync(home, { recursive: true, force: true });
  homes.push(home);
  return home;
}

async function started(...args: Parameters<typeof start>): Promise<Product> {
  const product = await start(...args);
  running.push(product);
  return product;
}

/** A start that must not succeed: its exit code and everything it said. */
async function failed(options: Parameters<typeof launch>[0]): Promise<{ code: number | string; lines: string[] }> {
  const product = await launch(options);
  const code = await product.ended;
  return { code, lines: product.lines.filter((line) => !line.startsWith("  ") && line !== "Switchyard") };
}

const quiet = { SWITCHYARD_DEMO: "off" };

afterEach(async () => {
  for (const product of running.splice(0)) {
    product.kill("SIGKILL");
    await product.ended;
  }
});

afterAll(async () => {
  for (const home of homes) {
    await expect.poll(() => processesOf(home), { timeout: 20_000 }).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  }
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
    for (const part of ["postgres", "dataplane/main.ts", "worker/main.ts", "server.js"]) {
      const [victim] = processesOf(home, part);
      expect(victim, part).toBeDefined();
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
    await expect.poll(() => processesOf(home), { timeout: 15_000 }).toEqual([]);
  });

  test("keeps its secrets to itself", () => {
    const secrets = JSON.parse(readFileSync(join(home, "secrets.json"), "utf8"));
    const logs = readdirSync(join(home, "logs")).map((name) => readFileSync(join(home, "logs", name), "utf8"));
    const said = [...product.lines, ...logs].join("\n");
    for (const secret of Object.values<string>(secrets)) expect(said).not.toContain(secret);
  });
});

describe("a start that cannot succeed ends with one line", () => {
  test("a taken port, before anything else is done", async () => {
    const [port = 0] = await freePorts(1);
    const blocker = createServer().listen(port, "127.0.0.1");
    const home = newHome("port");
    for (const name of ["PORT", "DATAPLANE_PORT"]) {
      const begun = Date.now();
      const { code, lines } = await failed({ home, env: { ...quiet, [name]: String(port) } });
      expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining(`${name}: port ${port} is taken`)] });
      expect(Date.now() - begun).toBeLessThan(5000);
    }
    expect(existsSync(join(home, "postgres"))).toBe(false);
    await new Promise((closed) => blocker.close(closed));
  });

  test("the same port twice", async () => {
    const [port = 0] = await freePorts(1);
    const { code, lines } = await failed({
      home: newHome("twice"),
      env: { ...quiet, PORT: String(port), DATAPLANE_PORT: String(port) },
    });
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining("have to differ")] });
  });

  test.each([
    ["PORT", "http", /^PORT: /],
    ["LOG_LEVEL", "loud", /^LOG_LEVEL: /],
    ["SWITCHYARD_BOOTSTRAP_TOKEN", "short", /^SWITCHYARD_BOOTSTRAP_TOKEN: .*32/],
    ["DATABASE_URL", "mysql://127.0.0.1/x", /^DATABASE_URL: .*postgres/],
    ["DATABASE_URL", "postgres://nobody:hunter2@127.0.0.1:9/x", /^DATABASE_URL: nothing answers at 127\.0\.0\.1:9/],
    ["DATABASE_URL", "postgres://nobody:hunter2@no-such-host.invalid/x", /^DATABASE_URL: there is no host no-such-host\.invalid/],
  ])("%s=%s", async (name, value, expected) => {
    const { code, lines } = await failed({ home: newHome("variable"), env: { ...quiet, [name]: value } });
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(expected)] });
    expect(lines.join()).not.toContain("hunter2");
  });

  test("a home that is a file", async () => {
    const home = newHome("file");
    writeFileSync(home, "");
    const { code, lines } = await failed({ home, env: quiet });
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(/^SWITCHYARD_HOME: /)] });
  });

  test("data that is not a database's", async () => {
    const home = newHome("damaged");
    mkdirSync(join(home, "postgres"), { recursive: true });
    writeFileSync(join(home, "postgres", "note.txt"), "mine");
    const { code, lines } = await failed({ home, env: quiet });
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(/postgres.* is not a Postgres data folder/)] });
    expect(readFileSync(join(home, "postgres", "note.txt"), "utf8")).toBe("mine");
  });
});

/** Ids of the living processes that were started for the home, optionally those whose command names `part`. */
function processesOf(home: string, part = ""): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        const mine = command.includes(home) || readFileSync(`/proc/${pid}/environ`, "utf8").includes(`SWITCHYARD_HOME=${home}`);
        return pid > 0 && mine && command.includes(part) && !/\/bin\/sh/.test(command);
      } catch {
        return false;
      }
    });
}
