import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { Dataplane } from "./test/real-dataplane.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ENTRIES = ["index", "openfeature", "testing"];
const SLOW = 120_000;

let folder: string;
let installed: string;
let packed: string[];
let environment: TestEnvironment;
let dataplane: Dataplane;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-package-"));
  const { stdout } = await run(process.execPath, [join(ROOT, "scripts/pack-sdk.mjs"), join(folder, "packed")]);
  const tarball = stdout.trim().split("\n").at(-1) ?? "";
  packed = (await run("tar", ["-tzf", tarball])).stdout.trim().split("\n");
  await cp(join(ROOT, "examples/sdk"), folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball], { cwd: folder });
  installed = join(folder, "node_modules/@switchyard/sdk");

  environment = await testEnvironment(["orders"]);
  dataplane = await Dataplane.start(environment.database.url, join(folder, "dataplane"));
  token = (await environment.token(["read", "report"])).token;
  await environment.walk("orders", "dualwrite");
}, SLOW);
afterAll(async () => {
  await dataplane?.stop("SIGTERM");
  await environment?.close();
  await rm(folder, { recursive: true, force: true });
}, SLOW);

describe("the tarball", () => {
  test("holds what its entries need, in both formats, and nothing else", () => {
    const names = packed.map((name) => name.replace(/^package\//, ""));
    for (const format of ["esm", "cjs"])
      for (const entry of ENTRIES)
        expect(names).toEqual(expect.arrayContaining([`dist/${format}/sdk/${entry}.js`, `dist/${format}/sdk/${entry}.d.ts`]));
    const others = names.filter((name) => !/^dist\/(esm|cjs)\/(sdk|lib\/core)\/[a-z0-9/-]+\.(js|d\.ts)$/.test(name));
    expect(others.toSorted()).toEqual(["LICENSE", "README.md", "dist/cjs/package.json", "package.json"]);
    expect(names.filter((name) => /test\/|\.test\.|vectors|\.map$/.test(name))).toEqual([]);
  });

  test("needs no other package and installs none", async () => {
    const { dependencies, devDependencies, scripts } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    expect([dependencies, devDependencies, scripts]).toEqual([undefined, undefined, undefined]);
    expect((await readdir(join(folder, "node_modules"))).filter((name) => !name.startsWith("."))).toEqual(["@switchyard"]);
    const named = (await sources()).flatMap(([, text]) =>
      [...text.matchAll(/(?:from |require\(|import\()"([^".][^"]*)"/g)].map((match) => match[1]),
    );
    expect([...new Set(named)].filter((name) => !name?.startsWith("node:"))).toEqual([]);
  });

  test("names no place of the machine that made it", async () => {
    for (const [name, text] of await sources())
      expect(text.includes(ROOT) || text.includes("sourceMappingURL") ? name : null).toBeNull();
  });
});

describe("a consumer", () => {
  beforeAll(async () => {
    await mkdir(join(folder, "node_modules/@openfeature"), { recursive: true });
    for (const name of ["server-sdk", "core"])
      await symlink(join(ROOT, "node_modules/@openfeature", name), join(folder, "node_modules/@openfeature", name));
  });

  test("that is an ES module reads a switch, and through OpenFeature", async () => {
    expect(await said("esm/main.mjs")).toEqual({ ready: true, value: "old", reason: "STATIC", openfeature: ["old", "STATIC"] });
  });

  test("in CommonJS writes both stores", async () => {
    expect(await said("commonjs/main.cjs")).toEqual({ ready: true, total: 7, written: ["old", "new"] });
  });

  test("is tested with its own runner, without a server", async () => {
    const { stdout } = await run(process.execPath, ["--test", join(folder, "testing/orders.test.mjs")]);
    expect(stdout).toMatch(/# pass 3\n# fail 0|ℹ pass 3\nℹ fail 0/);
  });

  test.each(["nodenext", "bundler"])("has types, as %s resolves them, in both formats", async (resolution) => {
    await cp(join(folder, "types/consumer.mts"), join(folder, "types/consumer.cts"));
    const compilerOptions = {
      ...{ strict: true, noEmit: true, target: "es2023", types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] },
      ...{ skipLibCheck: false, moduleResolution: resolution, module: resolution === "bundler" ? "esnext" : "nodenext" },
    };
    const project = join(folder, `tsconfig.${resolution}.json`);
    const files = resolution === "bundler" ? ["types/consumer.mts"] : ["types/consumer.mts", "types/consumer.cts"];
    await writeFile(project, JSON.stringify({ compilerOptions, files }));
    const outcome = await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", project]).catch(
      (error) => error,
    );
    expect(outcome.stdout).toBe("");
  });

  test("that uses one function bundles that function", async () => {
    const tsx = createRequire(createRequire(import.meta.url).resolve("tsx"));
    const esbuild = join(dirname(tsx.resolve("esbuild/package.json")), "bin/esbuild");
    const bundle = join(folder, "bundle.mjs");
    await run(esbuild, [join(folder, "bundle/main.mjs"), "--bundle", "--platform=node", "--format=esm", `--outfile=${bundle}`]);
    expect((await run(process.execPath, [bundle])).stdout).toBe("true\n");
    expect(await readFile(bundle, "utf8")).not.toMatch(/fetch|node:|setTimeout/);
    expect((await stat(bundle)).size).toBeLessThan(1500);
  });
});

test("every exported name says what it is, and each of its members", async () => {
  const missing: string[] = [];
  for (const entry of ENTRIES) missing.push(...(await undocumented(join(installed, `dist/esm/sdk/${entry}.d.ts`))));
  expect(missing).toEqual([]);
});

async function said(program: string): Promise<unknown> {
  const env = { ...process.env, URL: dataplane.url, TOKEN: token, SDK_STATE: join(folder, "state.json") };
  const { stdout, stderr } = await run(process.execPath, [join(folder, program)], { env });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

async function sources(): Promise<[name: string, text: string][]> {
  const names = await readdir(join(installed, "dist"), { recursive: true });
  const scripts = names.filter((name) => name.endsWith(".js"));
  return Promise.all(
    scripts.map(async (name): Promise<[string, string]> => [name, await readFile(join(installed, "dist", name), "utf8")]),
  );
}

/** Names that a declaration file exports, or hands on from another, without a comment right before them. */
async function undocumented(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8");
  const found: string[] = [];
  for (const [, names = "", from = ""] of text.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";/gm)) {
    const other = await readFile(join(dirname(file), from.replace(/\.js$/, ".d.ts")), "utf8");
    for (const name of names.split(",").map((one) => one.trim().replace(/^type /, "")))
      if (name !== "") found.push(...gaps(other, name));
  }
  for (const [, name = ""] of text.matchAll(/^export declare (?:class|function|const) (\w+)/gm)) found.push(...gaps(text, name));
  return found;
}

/** The declaration itself, and its members one step in, as the compiler lays them out. */
function gaps(text: string, name: string): string[] {
  const lines = text.split("\n");
  const at = lines.findIndex((line) =>
    new RegExp(`^export (declare )?(type|class|function|const|interface) ${name}\\b`).test(line),
  );
  if (at < 0) return [`${name} was not found`];
  const end = lines.findIndex((line, index) => index > at && /^\S/.test(line));
  const members = lines
    .slice(at + 1, end)
    .flatMap((line, index) =>
      /^ {4}[\w"[]/.test(line) && !/^ {4}(constructor|private|readonly name = |get |set |\w+\?: undefined)/.test(line)
        ? [at + 1 + index]
        : [],
    );
  return [at, ...members]
    .filter((index) => !lines[index - 1]?.trimEnd().endsWith("*/"))
    .map((index) => `${name}: ${lines[index]?.trim()}`);
}
