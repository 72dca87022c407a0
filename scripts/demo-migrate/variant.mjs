import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { runTool } from "../setup/child.mjs";
import { Problem } from "../setup/problem.mjs";
import { filesUnder } from "../setup/sources.mjs";

const LEFT_OUT = /^(\.git|\.next.*|build|\.switchyard.*|node_modules|test-results|playwright-report|coverage)$/;
const DISABLED = "lib/core/stages/disabled.ts";

/** Folders may hold packages of their own. */
const filter = (path) => basename(path) !== "node_modules";

/** Copies the sources to a folder in which one rule is taken out before anything is built. Answers the folder. */
export function copyWithout(rule, tree) {
  if (!nameOfARule(rule)) throw new Problem(`--without: ${rule} is not the name of a rule in lib/core/stages/rules.`);
  mkdirSync(tree, { recursive: true });
  for (const name of readdirSync(".")) if (!LEFT_OUT.test(name)) cpSync(name, join(tree, name), { recursive: true, filter });
  link("node_modules", join(tree, "node_modules"));
  writeFileSync(join(tree, DISABLED), `export const DISABLED: readonly string[] = [${JSON.stringify(rule)}];\n`);
  return { said: `without ${rule}`, value: tree };
}

/** Migrates in that folder. Answers the exit code. */
export async function runIn(tree, { back, seed }) {
  const args = [join(tree, "scripts/demo-migrate.mjs"), ...(back ? ["--back"] : []), "--seed", String(seed)];
  try {
    await runTool(args, { env: process.env, show: true });
    return 0;
  } catch (error) {
    if (typeof error.exitCode === "number") return error.exitCode;
    throw error;
  }
}

function nameOfARule(rule) {
  return filesUnder("lib/core/stages/rules").some(
    (file) => !file.endsWith(".test.ts") && readFileSync(file, "utf8").includes(`rule: "${rule}"`),
  );
}

/** The same files under another name: a build does not follow links that lead out of its folder. */
function link(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) link(source, target);
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else linkSync(source, target);
  }
}
