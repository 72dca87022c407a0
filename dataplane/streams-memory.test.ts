import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { until } from "./test-dataplane.ts";

/** About four times what was measured. */
const MOST_PER_STREAM = 40_000;
/** So many that what a heap holds before it is cleaned up, tens of megabytes, says little about one of them. */
const STREAMS = 2000;

let environment: TestEnvironment;
let home: string;
let port: number;
let end: () => Promise<unknown>;

/** A process of its own: only there memory is the dataplane's alone. */
beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  home = mkdtempSync(join(tmpdir(), "dataplane-"));
  port = await freePort();
  const env = { ...process.env, DATABASE_URL: environment.database.url, DATAPLANE_PORT: `${port}`, SWITCHYARD_HOME: home };
  const child = spawn(process.execPath, ["--import", "tsx", "dataplane/main.ts"], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  end = () => {
    child.kill("SIGTERM");
    return ended;
  };
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  await until(ready, Boolean, 25);
});
afterAll(async () => {
  await end();
  await environment.close();
  rmSync(home, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return address.port;
}

/** A reader as cheap as can be; `heard` counts the changes it got. */
function reader(token: string): Promise<{ socket: Socket; heard: () => number }> {
  return new Promise((resolve, reject) => {
    let heard = 0;
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`),
    );
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      const text = String(chunk);
      heard += text.split("event: change").length - 1;
      if (text.includes("event: snapshot")) resolve({ socket, heard: () => heard });
    });
  });
}

it("streams cost little memory each, and every one hears of a change", async () => {
  const { token } = await environment.token(["read"]);
  const metric = async (name: string) => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)?.[1]);
  };
  const open = async (count: number) => {
    const readers = [];
    for (let i = 0; i < count; i += 50) readers.push(...(await Promise.all(Array.from({ length: 50 }, () => reader(token)))));
    return readers;
  };
  const warm = await open(100);
  await environment.move("orders.route", "new", 1000);
  await until(() => warm.every(({ heard }) => heard() === 1), Boolean, 10);
  const before = await metric("process_resident_memory_bytes");
  const readers = [...warm, ...(await open(STREAMS))];
  await environment.move("orders.route", "new", 2000);
  await until(() => readers.every(({ heard }) => heard() >= 1) && warm.every(({ heard }) => heard() === 2), Boolean, 10);
  const perStream = ((await metric("process_resident_memory_bytes")) - before) / STREAMS;
  process.stdout.write(`streams: ${(perStream / 1000).toFixed(1)} kB each\n`);
  expect(perStream).toBeLessThan(MOST_PER_STREAM);
  expect(await metric("switchyard_open_streams")).toBe(STREAMS + warm.length);
  for (const { socket } of readers) socket.destroy();
  await until(
    () => metric("switchyard_open_streams"),
    (streams) => streams === 0,
  );
}, 60_000);
