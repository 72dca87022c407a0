import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parseSnapshot } from "../lib/core/evaluation/snapshot.ts";
import { launch, type Running, run } from "../scripts/test-cli.ts";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { SOON } from "../scripts/test-patience.ts";
import { type TestDataplane, testDataplane } from "./test-dataplane.ts";

/** The commands that ask a dataplane, with a token that may only read. */

// Some commands have a process of their own, on machines that have other things to do.
vi.setConfig({ testTimeout: 60_000 });

let environment: TestEnvironment;
let dataplane: TestDataplane;
let token: string;
let folder: string;

beforeAll(async () => {
  environment = await testEnvironment();
  token = (await environment.token(["read"])).token;
  await environment.move("orders.route", "new", 50_000);
  await environment.setRules("payments.route", [
    { name: "testers", conditions: [{ attribute: "beta", operator: "equals", value: true }], result: "next" },
    { name: "old apps", conditions: [{ attribute: "appVersion", operator: "semver", max: "6.0.0" }], result: "position" },
  ]);
  await environment.move("payments.route", "new", 1);
  dataplane = await testDataplane(environment.database.url, token);
  folder = await mkdtemp(join(tmpdir(), "switchyard-cli-"));
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
  await rm(folder, { recursive: true });
});

const running: Running[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.interrupt();
    await one.ended;
  }
});

const started = (by: typeof run, args: string[]): Running => {
  const one = by(args, { SWITCHYARD_DATAPLANE_URL: dataplane.url, SWITCHYARD_TOKEN: token });
  running.push(one);
  return one;
};
const ended = (...args: string[]) => started(run, args).ended;
/** In a process of its own. */
const apart = (...args: string[]) => started(launch, args);

describe("eval", () => {
  it("answers as a service is answered", async () => {
    const { code, stdout, stderr } = await apart("eval", "orders.data", "--subject", "u1").ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "off\n" });
    expect(stderr).toMatch(/^reason STATIC, variant off/);
    const { body } = await dataplane.post("/ofrep/v1/evaluate/flags/orders.route", { context: { targetingKey: "u1" } });
    expect(JSON.parse((await ended("eval", "orders.route", "--subject", "u1", "--json")).stdout)).toEqual(body);
  });

  it("takes attributes as names and texts, or as JSON", async () => {
    const at = async (...context: string[]) =>
      (await ended("eval", "payments.route", "--subject", "u1", "--context", ...context)).stdout;
    expect(await at("appVersion=5.8.0")).toBe("old\n");
    expect(await at("appVersion=5.8.0", '{"beta":true}')).toBe("new\n");
    expect(await at("beta=true")).toBe("old\n");
  });

  it("tells what is missing or wrong", async () => {
    expect(await ended("eval", "orders.route")).toMatchObject({ code: 2, stderr: expect.stringContaining("targeting") });
    expect(await ended("eval", "no.such")).toMatchObject({ code: 6 });
    expect(await ended("eval", "orders.route", "--context", "{nonsense")).toMatchObject({ code: 2 });
    expect(await ended("get", "--url", dataplane.url, "-p", "orders", "-e", "production")).toMatchObject({ code: 6 });
  });
});

describe("snapshot pull", () => {
  it("writes what services read, whole, over what was there", async () => {
    const file = join(folder, "bootstrap.json");
    await writeFile(file, "an older one");
    const { code, stdout } = await ended("snapshot", "pull", "-o", file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/: 6 switches of .* at revision \d+\.\n$/) });
    const { text } = await dataplane.get("/api/v1/snapshot");
    expect(parseSnapshot(JSON.parse(await readFile(file, "utf8")))).toEqual(parseSnapshot(JSON.parse(text)));
    expect(await readdir(folder)).toEqual(["bootstrap.json"]);
    expect(JSON.parse((await ended("snapshot", "pull")).stdout)).toEqual(JSON.parse(text));
  });

  it("leaves nothing behind where it cannot write", async () => {
    const { code, stderr } = await ended("snapshot", "pull", "-o", join(folder, "no", "such", "folder.json"));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("cannot be written (ENOENT)") });
  });
});

it("watch falls back to the dataplane where the console does not take the token", async () => {
  // What the management API says to a token without a scope for it.
  const problem = { type: "urn:switchyard:problem:forbidden", title: "Not allowed", status: 403 };
  const refusing = createServer((_, response) => {
    response.writeHead(403, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
  }).listen(0, "127.0.0.1");
  await once(refusing, "listening");
  const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
  const watching = apart("watch", "orders", "--url", url, "-p", environment.project.key, "-e", "production");
  await expect.poll(watching.said, SOON).toContain("waiting for changes after revision");
  await environment.move("orders.route", "new", 60_000);
  await expect.poll(watching.said, SOON).toContain("orders.route moved from new 50% to new 60%");
  watching.interrupt();
  expect((await watching.ended).code).toBe(0);
  refusing.close();
});
