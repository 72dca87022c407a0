import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { main } from "./main.ts";

/** What is decided before anybody is asked. */

async function said(args: readonly string[]) {
  const env = { SWITCHYARD_URL: "http://127.0.0.1:1", SWITCHYARD_PROJECT: "shop", SWITCHYARD_ENVIRONMENT: "production" };
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const code = await main(args, { env, stdin, stdout, stderr, signal: new AbortController().signal });
  return { code, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

describe("wrong use", () => {
  it.each([
    [["set", "orders.route"], "missing required argument 'target'"],
    [["set", "orders.route", "new", "--share", "10"], "Write --share 10% for a percentage."],
    [["set", "orders.route", "new", "--expect-version", "newest"], "--expect-version newest: expected a version"],
    [["set", "orders.data", "live", "--secondary-writes", "some"], "expected required or best-effort"],
    [["set", "orders.data", "live", "--pause", "long"], "--pause long: expected seconds"],
    [["get", "--nonsense"], "unknown option '--nonsense'"],
    [["get", "--url", "ftp://here"], "SWITCHYARD_URL or --url"],
    [["get", "--timeout", "soon"], "--timeout: expected seconds"],
    [["rollback"], "Roll back what?"],
    [["rollback", "orders", "--all", "shop"], "Roll back what?"],
    [["rollback", "--all", "another"], "--all another: the project is shop."],
    [["rollback", "orders", "--to", "shadow"], "a module goes back to"],
    [["eval", "orders.route", "--context", "=5"], "expected name=value or a JSON object"],
    [["audit", "verify", "--expect", "12"], "expected <events>:<hash>"],
    [["project", "create", "shop"], "required option '--name <text>' not specified"],
    [["module", "add", "a", "b", "--name", "A"], "--name is of one module, and there are several."],
    [["module", "add", "--owner", "Wei"], "are of a module whose key is given."],
    [["conquer"], "unknown command 'conquer'"],
  ])("%j is told and changes nothing", async (args, problem) => {
    const { code, stdout, stderr } = await said(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(problem);
  });

  it("a token is asked for before anything is sent", async () => {
    expect(await said(["get"])).toMatchObject({ code: 5, stderr: expect.stringContaining("SWITCHYARD_TOKEN is not set.") });
  });

  it.each([[["rollback"]], [["get", "--nonsense"]], [["conquer"]]])("%j is a document on --json", async (args) => {
    const { code, stdout } = await said([...args, "--json"]);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 2, type: "urn:switchyard:cli:usage" });
  });
});

it("help is no failure, and names the exit codes", async () => {
  const { code, stdout } = await said(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("3 refused");
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
