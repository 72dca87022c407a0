#!/usr/bin/env node
// Builds the package @switchyard/sdk, as ES modules and as CommonJS, and packs it. Writes into build/sdk or the folder
// given; the last line of the output is the path of the tarball.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = resolve(process.argv[2] ?? join(root, "build/sdk"));
const entries = ["index", "openfeature", "testing"].map((name) => join(root, `sdk/${name}.ts`));
const compiler = join(root, "node_modules/typescript/bin/tsc");
const formats = { esm: { module: "esnext" }, cjs: { module: "commonjs", verbatimModuleSyntax: false } };

rmSync(target, { recursive: true, force: true });
for (const [format, options] of Object.entries(formats)) compile(join(target, "dist", format), options);
writeFileSync(join(target, "dist/cjs/package.json"), '{ "type": "commonjs" }\n');
for (const name of ["package.json", "README.md"]) copyFileSync(join(root, "sdk", name), join(target, name));
copyFileSync(join(root, "LICENSE"), join(target, "LICENSE"));
const [packed] = JSON.parse(npm("pack", "--json", "--offline", "--ignore-scripts", "--pack-destination", target));
console.log(join(target, packed.filename));

/** Follows the imports of the entries, so no test and nothing else of the repository gets in. */
function compile(outDir, options) {
  const project = `${outDir}.json`;
  mkdirSync(dirname(project), { recursive: true });
  const compilerOptions = {
    ...options,
    outDir,
    rootDir: root,
    typeRoots: [join(root, "node_modules/@types")],
    lib: ["ES2023"],
    allowJs: false,
    noEmit: false,
    incremental: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    plugins: [],
    paths: {},
  };
  writeFileSync(project, JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, include: [], files: entries }));
  execFileSync(process.execPath, [compiler, "-p", project], { stdio: ["ignore", "inherit", "inherit"] });
  rmSync(project);
  for (const name of readdirSync(outDir, { recursive: true })) if (name.endsWith(".d.ts")) nameScripts(join(outDir, name));
}

/** The compiler leaves declarations naming each other by their sources, which older compilers do not follow. */
function nameScripts(file) {
  writeFileSync(file, readFileSync(file, "utf8").replace(/(["'])(\.{1,2}\/[^"']+)\.ts\1/g, "$1$2.js$1"));
}

function npm(...args) {
  const [command, first] = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, [process.env.npm_execpath]]
    : ["npm", []];
  return execFileSync(command, [...first, ...args], { cwd: target, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
