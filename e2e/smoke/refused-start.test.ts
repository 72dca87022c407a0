import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { freePorts } from "../support/product.ts";
import { failed, newHome, quiet, removeHomes } from "./homes.ts";

afterAll(removeHomes);

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
