import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Failure } from "./failure.ts";
import { settingsOf } from "./settings.ts";

function failure(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    return error as Failure;
  }
  throw new Error("it did not fail");
}

it("options go before the environment, and the environment before what is usual", () => {
  const env = { SWITCHYARD_URL: "https://yard.local/base/", SWITCHYARD_PROJECT: "orders", SWITCHYARD_ENVIRONMENT: "" };
  expect(settingsOf({ environment: "staging", project: "shop" }, env)).toMatchObject({
    url: "https://yard.local/base",
    dataplaneUrl: "http://127.0.0.1:3001",
    project: "shop",
    environment: "staging",
    timeoutMs: 10_000,
  });
  expect(settingsOf({}, env)).toMatchObject({ project: "orders", environment: null });
});

it.each(["yard.local", "ftp://yard.local", "https://me:secret@yard.local", "https://yard.local?token=secret"])(
  "%s is no address, and is not repeated",
  (url) => {
    const { message, hint, code } = failure(() => settingsOf({}, { SWITCHYARD_URL: url }));
    expect(code).toBe(2);
    expect(message).toMatch(/^SWITCHYARD_URL or --url: /);
    expect(message + hint).not.toContain("secret");
  },
);

it("a token is one word from the environment or a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-cli-"));
  const file = join(folder, "token");
  writeFileSync(file, "sy_from-a-file\n");
  expect(settingsOf({ tokenFile: file }, { SWITCHYARD_TOKEN: "sy_another" }).token()).toBe("sy_from-a-file");
  expect(settingsOf({}, { SWITCHYARD_TOKEN: " sy_one " }).token()).toBe("sy_one");
  writeFileSync(file, "two words\nsy_secret");
  const wrong = failure(() => settingsOf({ tokenFile: file }, {}).token());
  expect({ code: wrong.code, told: `${wrong.message}${wrong.hint}`.includes("secret") }).toEqual({ code: 5, told: false });
  expect(failure(() => settingsOf({}, {}).token()).message).toBe("SWITCHYARD_TOKEN is not set.");
  expect(failure(() => settingsOf({ tokenFile: join(folder, "none") }, {}).token()).message).toContain("ENOENT");
  rmSync(folder, { recursive: true });
});
