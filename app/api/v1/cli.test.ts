import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Ended, launch, run } from "@/scripts/test-cli.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, newToken } from "./_http/test-client.ts";
import { type TestConsole, testConsole } from "./_http/test-console.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** The command `switchyard` against the management API over HTTP. */

/** For a command in a process of its own, on machines that have other things to do. */
const SLOW = 60_000;

const WHY = ["--reason", "the canary was quiet"];

let database: TestDatabase;
let console_: TestConsole;
let folder: string;
let owner: Client;

beforeAll(async () => {
  database = await servedDatabase();
  console_ = await testConsole();
  folder = await mkdtemp(join(tmpdir(), "switchyard-cli-"));
});
afterAll(async () => {
  await console_.close();
  await database.close();
  await rm(folder, { recursive: true });
});

let project = "";
let lead = "";
let operator = "";
beforeEach(async () => {
  owner = await bootstrap(database.db);
  project = `p-${randomBytes(4).toString("hex")}`;
  await owner("POST", "/projects", { body: { key: project, name: "Orders" } });
  await owner("POST", `/projects/${project}/modules`, { body: { key: "orders", name: "Orders" } });
  lead = await newToken(owner, project, ["manage"]);
  operator = await newToken(owner, project, ["operate"]);
});

const env = (token: string) => ({ SWITCHYARD_URL: console_.url, SWITCHYARD_TOKEN: token });
const as = (token: string, ...args: string[]): Promise<Ended> => run(args, env(token)).ended;
const json = ({ stdout }: Ended) => JSON.parse(stdout);

describe("get", () => {
  it("needs nothing but an address and a token, and finds project and environment itself", { timeout: SLOW }, async () => {
    const { code, stdout, stderr } = await launch(["get"], env(lead)).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      `${project} · production`,
      "orders is Unknown. Nothing was measured yet.",
      "SWITCH        STANDS AT  VERSION  IN EFFECT  NEXT MOVE",
      "orders.call   old        v1       –          new",
      "orders.data   off        v1       –          dualwrite",
      "orders.route  old        v1       –          new",
      "",
    ]);
  });

  it("tells everything about one switch, and what stands against each move", async () => {
    await as(operator, "hold", "orders.data");
    const { stdout } = await as(lead, "get", "orders.data");
    expect(stdout).toMatch(/stands at +off, held\n/);
    expect(stdout).toContain("orders is Unknown. Nothing was measured yet.");
    expect(stdout).toMatch(/dualwrite: forward, refused\n +held: /);
  });

  it("answers with what the API answered on --json", async () => {
    expect(json(await as(lead, "get", "--json")).items).toHaveLength(3);
    const staging = await newToken(owner, project, ["operate"], "staging");
    for (const named of [[], ["-e", "staging"]]) {
      expect(json(await as(staging, "get", "orders.data", ...named, "--json"))).toMatchObject({ environment: "staging" });
    }
  });

  it("takes the token from a file", async () => {
    const file = join(folder, "token");
    await writeFile(file, `${lead}\n`);
    expect((await run(["get", "--token-file", file], { SWITCHYARD_URL: console_.url }).ended).code).toBe(0);
  });
});

describe("set", () => {
  const share = ["set", "orders.route", "new", "--share", "5%"];

  it("stores a move, says how to get back, and is told from other clients in the audit log", async () => {
    const { code, stdout, stderr } = await as(lead, ...share, ...WHY);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^orders\.route stands at new 5% \(v2, revision \d+\)\.\n$/),
    });
    expect(stderr).toContain("Back again: switchyard rollback orders.route");
    const { body } = await owner("GET", `/projects/${project}/audit`, { query: { act: "switch.change" } });
    expect(body.items).toMatchObject([{ origin: "cli", reason: "the canary was quiet" }]);
  });

  it("names what a request lacks and the flag that says it", async () => {
    const { code, stdout, stderr } = await as(lead, ...share);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("reason: say why in at least 10 characters.");
    expect(stderr).toContain("Nothing was changed. Say it with --reason.");
    expect((await as(lead, "set", "orders.route", "new")).stderr).toContain("Say it with --reason, --confirm.");
  });

  it("refuses with every rule that stands against it, in JSON too", { timeout: SLOW }, async () => {
    const all = ["set", "orders.data", "shadow", ...WHY, "--confirm", "orders", "--override", "compared by hand"];
    const { code, stderr } = await as(lead, ...all);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("adjacent: ") });
    const refused = await launch([...all, "--json"], env(lead)).ended;
    expect({ code: refused.code, ...json(refused) }).toMatchObject({ code: 3, status: 422, refusals: [{ rule: "adjacent" }] });
  });

  it("changes nothing on --preview", async () => {
    expect(await as(lead, ...share, ...WHY, "--dry-run")).toMatchObject({
      code: 0,
      stdout: "It would be stored. Nothing was changed.\n",
    });
    expect(json(await as(lead, "get", "orders.route", "--json"))).toMatchObject({ version: 1 });
  });

  it("shows the change that came first, and how to repeat", async () => {
    await as(lead, ...share, ...WHY);
    const { code, stderr } = await as(lead, ...share, ...WHY, "--expect-version", "1");
    expect(code).toBe(4);
    expect(stderr).toContain("orders.route stands at new 5% (v2).");
    expect(stderr).toContain("It was moved from old to new 5% by manage (token): the canary was quiet");
    expect(stderr).toContain("--expect-version 2");
  });
});

describe("set, when somebody is faster", () => {
  afterEach(() => {
    console_.before = null;
  });

  it("between the look and the move too", async () => {
    let faster = async () => {
      faster = async () => undefined;
      await as(operator, "hold", "orders.route");
    };
    console_.before = async ({ method, url }) => {
      if (method === "POST" && url?.endsWith("/changes")) await faster();
    };
    const { code, stderr } = await as(lead, "set", "orders.route", "new", "--share", "5%", ...WHY);
    expect(code).toBe(4);
    expect(stderr).toContain("It was held at old by operate (token)");
    expect(stderr).toContain("--expect-version 2");
  });

  it("counts a repeat after a lost answer once", async () => {
    let lost = 0;
    console_.before = async ({ method, url, socket }, answer) => {
      if (method !== "POST" || !url?.endsWith("/changes") || lost > 0) return;
      lost += 1;
      await answer();
      socket.destroy();
    };
    const { code, stderr } = await as(lead, "set", "orders.route", "new", "--share", "5%", ...WHY);
    expect({ code, lost }).toEqual({ code: 0, lost: 1 });
    expect(stderr).toContain("the connection was cut. Trying again.");
    expect(json(await as(lead, "get", "orders.route", "--json"))).toMatchObject({ version: 2 });
  });
});

describe("hold and release", () => {
  it("hold a module's switches once; releasing takes a lead and a reason", async () => {
    expect((await as(operator, "hold", "orders.data")).stdout).toMatch(/^orders\.data is held \(v2/);
    const { stdout } = await as(operator, "hold", "orders");
    expect(stdout).toContain("orders.data is held already.");
    expect(stdout).toMatch(/orders\.route is held \(v2/);
    expect((await as(operator, "release", "orders", ...WHY)).code).toBe(5);
    expect((await as(lead, "release", "orders")).code).toBe(3);
    expect(json(await as(lead, "release", "orders", ...WHY, "--json")).changes).toHaveLength(3);
  });
});

describe("audit verify", () => {
  it("gives a head to keep, and notices when it is no longer there", async () => {
    await as(operator, "hold", "orders.data");
    const { code, stdout } = await as(lead, "audit", "verify");
    expect(code).toBe(0);
    const head = /head (\d+:[0-9a-f]{64})/.exec(stdout)?.[1] ?? "";
    await as(operator, "hold", "orders.call");
    expect((await as(lead, "audit", "verify", "--expect", head)).code).toBe(0);
    const another = head.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect((await as(lead, "audit", "verify", "--expect", another)).code).toBe(8);
    const cutOff = await as(lead, "audit", "verify", "--json", "--expect", head.replace(/^\d+/, "999"));
    expect({ code: cutOff.code, ...json(cutOff) }).toMatchObject({ code: 8, ok: false });
  });
});

describe("what goes wrong", () => {
  it("is a line, what to do about it, and an exit code of its own", async () => {
    const unknown = await as("sy_nobody-knows-this-token", "get");
    expect(unknown).toMatchObject({ code: 5, stdout: "" });
    expect(unknown.stderr.trim().split("\n")).toHaveLength(2);
    expect(unknown.stderr).not.toContain("nobody-knows");
    expect((await run(["get"], { SWITCHYARD_URL: console_.url }).ended).stderr).toContain("Export SWITCHYARD_TOKEN");
    expect((await as(lead, "get", "payments")).stderr).toContain("There are orders.");
    expect((await as(lead, "get", "payments")).code).toBe(6);
    expect((await as(lead, "get", "orders.data", "-e", "nowhere")).code).toBe(6);
    expect((await as(operator, "set", "orders.route", "new", "--share", "5%", ...WHY)).code).toBe(5);
  });

  it("is a server that is not there", async () => {
    const gone = await testConsole();
    await gone.close();
    const { code, stderr } = await as(lead, "get", "--url", gone.url);
    expect(code).toBe(7);
    expect(stderr).toContain(`${gone.url} was not reached: nothing listens there. Trying again.`);
    const asJson = await as(lead, "get", "--json", "--url", gone.url);
    expect(json(asJson)).toMatchObject({ type: "urn:switchyard:problem:unreachable" });
  });

  it("is more than one project and none named", async () => {
    await owner("POST", "/projects", { body: { key: `${project}-2`, name: "Another" } });
    const secret = randomBytes(24).toString("base64url");
    const { hashSecret } = await import("@/lib/platform/identity.ts");
    await database.db.apiToken.create({
      data: { name: "glass", prefix: "glass", hash: hashSecret(secret), scopes: ["manage"], createdBy: "start" },
    });
    expect((await as(secret, "get")).code).toBe(2);
    expect((await as(secret, "get", "-p", project)).code).toBe(0);
    expect((await run(["get"], { ...env(secret), SWITCHYARD_PROJECT: project }).ended).code).toBe(0);
  });
});
