import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isWellFormed } from "../lib/core/evaluation/bucket.ts";
import { evaluationCases } from "../lib/core/vectors/cases.ts";
import { goldenDataplane } from "./test-golden.ts";
import { runProgram } from "./test-program.ts";

/** An example application, as its README says to run it. */
export type Client = {
  /** Also the folder in examples/openfeature. */
  language: string;
  manifest: string;
  /** The stock provider, as the manifest names it. */
  provider: string;
  /** Commands that fetch what the manifest names into `folder`; none where npm did already. */
  fetch: (folder: string) => string[][];
  command: (folder: string) => string[];
  env?: (folder: string) => Record<string, string>;
  /** Error codes this provider turns into others. */
  retold?: Record<string, string>;
};

const ROOT = join(import.meta.dirname, "..");
const FETCH_SECONDS = 150;
const RUN_SECONDS = 120;

/** Switches whose golden cases have a subject and nothing else: percentages, another salt, a stage, nothing at all. */
const KEYS = ["half.route", "own-salt.route", "moving.data", "nothing.route"];

type Line = { key: string; value: string; variant: string | null; reason: string; errorCode?: string | null };

/** Runs the application against the golden cases. Without its language's tools or registry it is skipped, saying why. */
export function testClient(client: Client): void {
  const { language, manifest, provider } = client;
  const home = join(ROOT, "examples/openfeature", language);
  const folder = join(ROOT, "build/clients", language);
  const dependencies = readFileSync(join(home, manifest), "utf8");
  const version = new RegExp(`${provider}\\D*([\\d.]+\\d)`).exec(dependencies)?.[1];
  const env = client.env?.(folder) ?? {};
  let missing: string | null = null;
  let dataplane: Awaited<ReturnType<typeof goldenDataplane>>;

  const failed = (code: string) => ({ value: "old", reason: "ERROR", errorCode: client.retold?.[code] ?? code });
  const ask = async (key: string, subjects: string[], token = dataplane.token): Promise<Line[]> => {
    const [command = "", ...args] = client.command(folder);
    const settings = { OFREP_ENDPOINT: dataplane.url, SWITCHYARD_TOKEN: token };
    const { code, stdout, stderr } = await runProgram(command, [...args, key, ...subjects], {
      cwd: home,
      env: { ...env, ...settings },
      seconds: RUN_SECONDS,
    });
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  };

  describe(`an application in ${language} with nothing but its stock provider`, () => {
    beforeAll(async () => {
      dataplane = await goldenDataplane();
      missing = await fetched(folder, dependencies, client.fetch(folder), { cwd: home, env });
      const outcome = missing === null ? `ran against ${provider} ${version}` : `skipped: ${missing}`;
      process.stdout.write(`clients: ${language} ${outcome}\n`);
    }, 600_000);
    afterAll(() => dataplane.close());

    it.for(KEYS)("reads %s as the golden cases say", { timeout: RUN_SECONDS * 1000 }, async (key, { skip }) => {
      skip(missing !== null, missing ?? "");
      const cases = evaluationCases.filter((each) => each.key === key && asksBySubject(each.context));
      expect(cases.length).toBeGreaterThan(0);
      const lines = await ask(
        key,
        cases.map(({ context }) => context.targetingKey as string),
      );
      expect(lines).toHaveLength(cases.length);
      for (const [i, { expect: golden }] of cases.entries()) {
        expect(lines[i]).toMatchObject({ key, ...("value" in golden ? golden : failed(golden.errorCode)) });
      }
    });

    it("takes the default in the code when its token is not known", { timeout: RUN_SECONDS * 1000 }, async ({ skip }) => {
      skip(missing !== null, missing ?? "");
      const [line] = await ask("done.route", ["user-1"], "nobody");
      expect(line).toMatchObject({ key: "done.route", value: "old", reason: "ERROR", errorCode: expect.any(String) });
    });
  });
}

/** Only what can be given on a command line: a subject, also an empty one, that is text. */
function asksBySubject({ targetingKey, ...rest }: Record<string, unknown>): boolean {
  return typeof targetingKey === "string" && isWellFormed(targetingKey) && Object.keys(rest).length === 0;
}

/** Fetches what `dependencies` name, unless that was done before. Answers why it cannot be had here, or null. */
async function fetched(
  folder: string,
  dependencies: string,
  commands: string[][],
  where: { cwd: string; env: Record<string, string> },
): Promise<string | null> {
  const mark = join(folder, "fetched");
  if (commands.length === 0 || read(mark) === dependencies) return null;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [command = "", ...args] of commands) {
    try {
      const { code, stdout, stderr } = await runProgram(command, args, { ...where, seconds: FETCH_SECONDS });
      if (code !== 0) return `${command} ended with ${code}: ${lastLine(stderr) || lastLine(stdout)}`;
    } catch (error) {
      return (error as Error).message;
    }
  }
  writeFileSync(mark, dependencies);
  return null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
