import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { until } from "./test-dataplane.ts";
import { openEvents } from "./test-events.ts";

let environment: TestEnvironment;
let home: string;

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  home = mkdtempSync(join(tmpdir(), "dataplane-"));
});
afterAll(async () => {
  await environment.close();
  rmSync(home, { recursive: true, force: true });
});

function run(env: Record<string, string>) {
  const known = { ...process.env, DATABASE_URL: environment.database.url, SWITCHYARD_HOME: home, LOG_LEVEL: "info" };
  const child = spawn(process.execPath, ["--import", "tsx", "dataplane/main.ts"], { env: { ...known, ...env } });
  const said = { out: "", error: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.error += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, said, ended };
}

async function freePort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return { port, release: () => new Promise((resolve) => server.close(() => resolve())) };
}

describe("the process", () => {
  it("serves until it is told to end, and ends in good order", async () => {
    const { port, release } = await freePort();
    await release();
    const { child, said, ended } = run({ DATAPLANE_PORT: String(port) });
    await until(
      () => said.out,
      (out) => out.includes("dataplane listening"),
      15,
    );
    const { token } = await environment.token(["read"]);
    const url = `http://127.0.0.1:${port}`;
    const stream = await openEvents(`${url}/api/v1/stream`, { authorization: `Bearer ${token}` });
    await fetch(`${url}/ofrep/v1/events?token=secret-in-the-query`);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    await stream.ended;
    expect(said.error).toBe("");
    expect(said.out).not.toContain(token);
    expect(said.out).not.toContain("secret-in-the-query");
  }, 30_000);

  it.each([
    [
      "a taken port",
      async () => ({ DATAPLANE_PORT: String((await freePort()).port) }),
      /^Port \d+ is taken\. Set DATAPLANE_PORT\.\n$/,
    ],
    ["a port that is none", async () => ({ DATAPLANE_PORT: "x" }), /^DATAPLANE_PORT: .+\n$/],
    ["an upstream without a token", async () => ({ DATAPLANE_UPSTREAM: "http://127.0.0.1:9" }), /^DATAPLANE_TOKEN: .+\n$/],
    ["a token without an upstream", async () => ({ DATAPLANE_TOKEN: "sy_secret" }), /^DATAPLANE_UPSTREAM: (?!.*sy_secret).+\n$/],
    ["no database", async () => ({ DATABASE_URL: "" }), /^DATABASE_URL: .+\n$/],
  ])(
    "says in one line that it cannot start with %s",
    async (_, env, expected) => {
      const { said, ended } = run(await env());
      expect(await ended).toBe(1);
      expect(said.error).toMatch(expected);
    },
    30_000,
  );
});
